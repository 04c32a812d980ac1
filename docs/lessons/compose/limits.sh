#: folder
project=$(mktemp --directory --tmpdir=/var/tmp) && cd "$project"

#: up
cd "${project:?}" && cat > compose.yaml << 'YAML' &&
name: limits-demo
services:
  web:
    image: nginx:1.29
    restart: unless-stopped
    mem_limit: 128m
    memswap_limit: 128m
    cpus: 0.5
    pids_limit: 100
    logging:
      driver: local
      options:
        max-size: 10m
        max-file: "3"
YAML
  docker compose up --detach

#: limits
docker inspect --format 'memory {{.HostConfig.Memory}}, with swap {{.HostConfig.MemorySwap}}, CPU {{.HostConfig.NanoCpus}}, processes {{.HostConfig.PidsLimit}}' limits-demo-web-1

#: log
docker inspect --format '{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}} {{json .HostConfig.LogConfig.Config}}' limits-demo-web-1

#: use
docker stats --no-stream --format '{{.Name}}: {{.MemUsage}}' limits-demo-web-1

#: change
cd "${project:?}" && sed --in-place 's/128m/256m/' compose.yaml &&
  docker compose restart &&
  docker stats --no-stream --format '{{.MemUsage}}' limits-demo-web-1 &&
  docker compose up --detach &&
  docker stats --no-stream --format '{{.MemUsage}}' limits-demo-web-1

#: deploy
cd "${project:?}" && cat > deploy.yaml << 'YAML' &&
name: limits-deploy
services:
  web:
    image: nginx:1.29
    deploy:
      resources:
        limits:
          memory: 128M
          cpus: "0.5"
          pids: 100
YAML
  docker compose --file deploy.yaml up --detach
docker inspect --format 'memory {{.HostConfig.Memory}}, CPU {{.HostConfig.NanoCpus}}, processes {{.HostConfig.PidsLimit}}' limits-deploy-web-1
docker info --format '{{.Swarm.LocalNodeState}}'

#: oom
cd "${project:?}" && cat > hungry.yaml << 'YAML' &&
name: limits-hungry
services:
  job:
    image: busybox:1.37
    restart: on-failure:2
    mem_limit: 64m
    memswap_limit: 64m
    command: dd if=/dev/zero of=/dev/null bs=128M count=1
YAML
  docker compose --file hungry.yaml up --detach

#: killed
until [ "$(docker inspect --format '{{.State.Status}}' limits-hungry-job-1)" = exited ]; do sleep 1; done
docker inspect --format 'exit code {{.State.ExitCode}}, out of memory {{.State.OOMKilled}}, restarts {{.RestartCount}}' limits-hungry-job-1

#: no-unit
cd "${project:?}" && sed --in-place 's/64m/64/' hungry.yaml &&
  docker compose --file hungry.yaml up --detach

#: both
cd "${project:?}" && sed --in-place 's/^    image: nginx:1.29$/&\n    mem_limit: 256m/' deploy.yaml &&
  docker compose --file deploy.yaml config --quiet

#: log-option
cd "${project:?}" && sed --in-place 's/max-size/maxsize/' compose.yaml &&
  docker compose up --detach

#: clean-up
docker compose --project-name limits-demo down
docker compose --project-name limits-deploy down
docker compose --project-name limits-hungry down
cd && rm -r "${project:?}"
