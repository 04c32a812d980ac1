#: run-polite
docker run --detach --name trial-polite busybox sh -c 'trap "echo bye; exit 0" TERM; while :; do sleep 1; done'

#: stop-polite
docker stop trial-polite
docker inspect --format '{{.State.ExitCode}}' trial-polite
docker logs trial-polite

#: code-125
docker run --rm --memory 1m busybox true

#: code-126
docker run --rm busybox /etc/passwd

#: code-127
docker run --rm busybox no-such-program

#: code-139
docker run --rm --init busybox sh -c 'kill -SEGV $$'

#: run-deaf
docker run --detach --name trial-deaf busybox sleep 600

#: stop-deaf
docker stop -t 2 trial-deaf
docker inspect --format '{{.State.ExitCode}}' trial-deaf

#: run-init
docker run --detach --init --name trial-listening busybox sleep 600

#: stop-init
docker stop trial-listening
docker inspect --format '{{.State.ExitCode}}' trial-listening

#: start-again
docker start trial-polite trial-deaf
docker ps --format '{{.Names}}'

#: kill
docker kill trial-polite
docker inspect --format '{{.State.ExitCode}}' trial-polite

#: remove
docker rm --force trial-polite trial-deaf trial-listening
