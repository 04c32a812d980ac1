#: run-web
docker run --detach --name trial-web nginx

#: limit-running
docker update --memory 256m --memory-swap 256m --cpus 0.5 --pids-limit 200 trial-web

#: see-limits
docker inspect --format 'memory {{.HostConfig.Memory}}, with swap {{.HostConfig.MemorySwap}}, CPU {{.HostConfig.NanoCpus}}, processes {{.HostConfig.PidsLimit}}' trial-web
docker stats --no-stream --format '{{.Name}}: {{.MemUsage}}' trial-web

#: run-limited
docker run --detach --name trial-limited --memory 64m --memory-swap 64m --cpus 0.5 --pids-limit 20 busybox sleep 600

#: in-cgroup
docker stats --no-stream --format '{{.MemUsage}}' trial-limited

#: grow
docker update --memory 128m --memory-swap 128m trial-limited
docker stats --no-stream --format '{{.MemUsage}}' trial-limited

#: too-much-memory
docker run --name trial-hungry --memory 64m --memory-swap 64m busybox dd if=/dev/zero of=/dev/null bs=128M count=1

#: killed
docker inspect --format '{{.State.ExitCode}} {{.State.OOMKilled}}' trial-hungry

#: swap-too-small
docker update --memory 512m trial-limited

#: too-many-processes
docker run --rm --pids-limit 20 busybox sh -c 'for i in $(seq 30); do sleep 1 & done; wait'

#: too-many-cpus
docker run --rm --cpus 4096 busybox true

#: sees-all
grep MemTotal /proc/meminfo
docker exec trial-limited grep MemTotal /proc/meminfo

#: busy
docker run --detach --name trial-busy --cpus 0.5 busybox sh -c 'while :; do :; done'
docker stats --no-stream --format '{{.Name}}: {{.CPUPerc}}' trial-busy

#: change
docker update --cpus 0.2 trial-busy
docker stats --no-stream --format '{{.Name}}: {{.CPUPerc}}' trial-busy

#: remove
docker rm --force trial-web trial-limited trial-hungry trial-busy
