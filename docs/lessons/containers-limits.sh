#: run-limited
docker run --detach --name limited --memory 64m --memory-swap 64m --cpus 0.5 --pids-limit 20 busybox sleep 600

#: in-cgroup
#zh 第一条用于 cgroup v2，第二条用于 v1
#en The first path is for cgroup v2, the second for v1
docker exec limited sh -c 'cd /sys/fs/cgroup; cat memory.max 2> /dev/null || cat memory/memory.limit_in_bytes'

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
docker exec limited sh -c 'cd /sys/fs/cgroup; cat memory.max 2> /dev/null || cat memory/memory.limit_in_bytes'

#: remove
docker rm --force limited hungry busy
