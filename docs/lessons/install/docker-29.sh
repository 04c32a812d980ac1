#: versions
docker version --format 'client {{.Client.Version}}, engine {{.Server.Version}}, API {{.Server.MinAPIVersion}} to {{.Server.APIVersion}}'

#: sockets
docker ps --quiet |
  xargs --no-run-if-empty docker inspect --format '{{.Name}} {{.Config.Image}}{{range .Mounts}} {{.Source}}{{end}}' |
  grep docker.sock

#: links
docker ps --all --quiet |
  xargs --no-run-if-empty docker inspect --format '{{.Name}} {{.HostConfig.Links}}' |
  grep --invert-match '\[\]$'

#: open-files
docker ps --quiet |
  xargs --no-run-if-empty docker inspect --format '{{.Name}} {{.State.Pid}} {{.HostConfig.Ulimits}}' |
  while read -r name pid own; do
    open=$(sudo ls "/proc/$pid/fd" < /dev/null | wc --lines)
    soft=$(sudo prlimit --pid "$pid" --nofile --noheadings --output SOFT < /dev/null)
    echo "$name: $open files open of $soft, limits of its own: $own"
  done

#: look-at-host
docker info --format 'image store:    {{.Driver}} {{.DriverStatus}}
cgroup version: {{.CgroupVersion}}
live-restore:   {{.LiveRestoreEnabled}}
swarm:          {{.Swarm.LocalNodeState}}'

#: try-settings
sudo apt-get update
folder=$(mktemp --directory) && cd "$folder" &&
  apt-get download docker-ce &&
  dpkg-deb --extract docker-ce_*.deb new &&
  new/usr/bin/dockerd --version &&
  new/usr/bin/dockerd --validate

#: hold
sudo apt-mark hold docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin

#: simulate
sudo apt-mark unhold docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin
apt-get --simulate --only-upgrade install docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin

#: upgrade
sudo apt-get --yes --only-upgrade install docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin

#: old-client
curl --silent --show-error --write-out '\n%{http_code}\n' --unix-socket /run/docker.sock http://localhost/v1.24/_ping

#: let-old-in
dockerd --validate --config-file=/dev/stdin << 'EOF'
{
  "min-api-version": "1.24"
}
EOF

#: limit-now
docker run --rm busybox sh -c 'ulimit -Sn; ulimit -Hn'

#: limit-run
docker run --rm --ulimit nofile=8192:16384 busybox sh -c 'ulimit -Sn; ulimit -Hn'

#: limit-compose
docker compose --file - run -T --rm service << 'EOF'
services:
  service:
    image: busybox
    command: sh -c 'ulimit -Sn; ulimit -Hn'
    network_mode: none
    ulimits:
      nofile:
        soft: 8192
        hard: 16384
EOF

#: link
docker run --detach --name trial nginx
docker run --rm --link trial:db busybox env

#: own-network
docker network create trial
docker network connect --alias db trial trial
docker run --rm --network trial busybox wget -q -O - http://db | grep '<title>'

#: old-address
docker inspect --format '{{.NetworkSettings.IPAddress}}' trial

#: new-address
docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' trial

#: labels
docker image inspect busybox | grep --extended-regexp '"(Entrypoint|Labels|Volumes|WorkingDir)"'

#: events
docker events --since 10m --until 0s --filter type=container --filter container=trial --format '{{.Status}} {{.ID}} {{.From}}'
docker events --since 10m --until 0s --filter type=container --filter container=trial --format '{{.Action}} {{.Actor.ID}} {{.Actor.Attributes.image}}'

#: clean-up
docker rm --force trial
docker network rm trial
