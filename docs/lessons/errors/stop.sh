#: exits
docker run --detach --name err-exits busybox sh
docker wait err-exits

#: has-exited
docker ps --all --filter name=err-exits --format '{{.Status}}'

#: what-ran
docker inspect --format '{{.Path}} {{.Args}}' err-exits
docker logs err-exits

#: stays
docker run --detach --name err-stays busybox sleep 600
docker ps --filter name=err-stays --format '{{.Names}}'

#: restarts
docker run --detach --name err-loop --restart always busybox sh -c 'echo no settings; exit 1'
until [ "$(docker inspect --format '{{.RestartCount}}' err-loop)" -ge 5 ]; do sleep 0.2; done
docker ps --all --filter name=err-loop --format '{{.Status}}'

#: how-often
docker inspect --format '{{.RestartCount}} restarts, exit code {{.State.ExitCode}}' err-loop
docker logs --tail 5 err-loop

#: stop-loop
docker update --restart no err-loop
docker stop err-loop

#: pid-file-left
cat > err-bus.conf << 'END'
<busconfig>
  <listen>unix:path=/run/err-bus</listen>
  <pidfile>/run/err-bus.pid</pidfile>
</busconfig>
END
docker run --detach --name err-pid --volume /usr:/usr:ro --volume ./err-bus.conf:/bus.conf:ro ubuntu:24.04 dbus-daemon --config-file=/bus.conf --nofork
until docker exec err-pid test -e /run/err-bus.pid; do sleep 0.2; done
docker kill err-pid
docker start --attach err-pid

#: which-files
docker diff err-pid

#: pid-file-gone
docker rm err-pid
docker run --detach --name err-pid --tmpfs /run --volume /usr:/usr:ro --volume ./err-bus.conf:/bus.conf:ro ubuntu:24.04 dbus-daemon --config-file=/bus.conf --nofork
until docker exec err-pid test -e /run/err-bus.pid; do sleep 0.2; done
docker kill err-pid
docker start err-pid
sleep 1
docker ps --filter name=err-pid --format '{{.Names}} {{.State}}'
docker rm --force err-pid
rm err-bus.conf

#: out-of-memory
docker run --name err-oom --memory 20m busybox dd if=/dev/zero of=/dev/null bs=200M count=1
sleep 1
docker ps --all --filter name=err-oom --format '{{.Status}}'

#: why-killed
docker inspect --format '{{.State.OOMKilled}} {{.HostConfig.Memory}}' err-oom

#: more-memory
docker update --memory 300m --memory-swap 300m err-oom
docker start --attach err-oom
docker inspect --format '{{.State.ExitCode}}' err-oom

#: slow-stop
time docker stop err-stays
docker inspect --format '{{.State.ExitCode}}' err-stays

#: process-one
docker inspect --format '{{.Path}} {{.Args}}, init: {{.HostConfig.Init}}' err-stays

#: with-init
docker run --detach --init --name err-init busybox sleep 600

#: quick-stop
docker stop err-init
docker inspect --format '{{.State.ExitCode}}' err-init

#: cannot-fork
docker run --name err-fork --pids-limit 5 busybox sh -c 'for n in 1 2 3 4 5 6; do sleep 1 & done; wait'

#: which-limit
docker inspect --format '{{.HostConfig.PidsLimit}}' err-fork

#: can-fork
docker update --pids-limit 100 err-fork
docker start --attach err-fork

#: segfault
docker run --name err-crash --init busybox sh -c 'kill -SEGV $$'

#: still-running
docker start err-stays
docker rm err-stays

#: stop-and-remove
docker stop -t 1 err-stays
docker rm err-stays

#: remove
docker rm err-exits err-loop err-oom err-init err-fork err-crash
