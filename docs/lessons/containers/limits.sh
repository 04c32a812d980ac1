#: run-limited
docker run --detach --name limited --memory 64m --memory-swap 64m --cpus 0.5 --pids-limit 20 busybox sleep 600

#: in-cgroup
docker stats --no-stream --format '{{.MemUsage}}' limited

#: sees-all
grep MemTotal /proc/meminfo
docker exec limited grep MemTotal /proc/meminfo

#: too-much-memory
docker run --name hungry --memory 64m --memory-swap 64m busybox dd if=/dev/zero of=/dev/null bs=128M count=1

#: killed
docker inspect --format '{{.State.ExitCode}} {{.State.OOMKilled}}' hungry

#: too-many-processes
docker run --rm --pids-limit 20 busybox sh -c 'for i in $(seq 30); do sleep 1 & done; wait'

#: busy
docker run --detach --name busy --cpus 0.5 busybox sh -c 'while :; do :; done'
docker stats --no-stream --format '{{.Name}}: {{.CPUPerc}}' busy

#: change
docker update --cpus 0.2 busy
docker stats --no-stream --format '{{.Name}}: {{.CPUPerc}}' busy

#: grow
docker update --memory 128m --memory-swap 128m limited
docker stats --no-stream --format '{{.MemUsage}}' limited

#: remove
docker rm --force limited hungry busy
