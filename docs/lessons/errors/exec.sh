#: run-up
docker run --detach --name err-up busybox sleep 600

#: no-bash
docker exec err-up bash

#: use-sh
docker exec err-up sh -c 'echo "here is $0"'

#: borrow-tools
docker run --rm --network container:err-up --pid container:err-up busybox ps

#: not-a-tty
echo 'echo hello' | docker exec --interactive --tty err-up sh

#: without-tty
echo 'echo hello' | docker exec --interactive err-up sh

#: user-not-found
docker run --rm --user "$USER" busybox id

#: image-users
docker exec err-up cut -d : -f 1 /etc/passwd

#: user-by-number
docker exec --user "$(id --user):$(id --group)" err-up id

#: is-paused
docker pause err-up
docker exec err-up true

#: unpause
docker unpause err-up
docker exec err-up true

#: not-running
docker run --name err-ended busybox sh -c 'echo no settings; exit 3'
docker exec err-ended sh

#: why-ended
docker inspect --format '{{.State.ExitCode}} {{.State.OOMKilled}}' err-ended
docker logs err-ended

#: look-anyway
docker cp err-ended:/etc/passwd - | tar --extract --to-stdout | head --lines=1
docker run --rm --entrypoint sh busybox -c 'echo a shell instead'

#: is-restarting
docker run --detach --name err-again --restart always busybox false
until [ "$(docker inspect --format '{{.RestartCount}}' err-again)" -ge 5 ]; do sleep 0.2; done
docker exec err-again true

#: stop-restarting
docker logs --tail 5 err-again
docker update --restart no err-again
docker stop err-again

#: cannot-read-logs
docker run --name err-log --log-driver none busybox echo hello
docker logs err-log

#: which-driver
docker inspect --format '{{.HostConfig.LogConfig.Type}}' err-log

#: readable
docker rm err-log
docker run --name err-log --log-driver local busybox echo hello
docker logs err-log

#: file-not-found
docker cp err-up:/etc/*.conf .

#: which-files
docker exec err-up ls /etc

#: copy-file
docker cp err-up:/etc/passwd err-passwd
rm err-passwd

#: remove
docker rm --force err-up err-ended err-again err-log
