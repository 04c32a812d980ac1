#: run-polite
docker run --detach --name polite busybox sh -c 'trap "echo bye; exit 0" TERM; while :; do sleep 1; done'

#: stop-polite
docker stop polite
docker inspect --format '{{.State.ExitCode}}' polite
docker logs polite

#: code-125
docker run --rm --memory 1m busybox true

#: code-126
docker run --rm busybox /etc/passwd

#: code-127
docker run --rm busybox no-such-program

#: code-139
docker run --rm --init busybox sh -c 'kill -SEGV $$'

#: run-deaf
docker run --detach --name deaf busybox sleep 600

#: stop-deaf
docker stop -t 2 deaf
docker inspect --format '{{.State.ExitCode}}' deaf

#: run-init
docker run --detach --init --name listening busybox sleep 600

#: stop-init
docker stop listening
docker inspect --format '{{.State.ExitCode}}' listening

#: start-again
docker start polite deaf
docker ps --format '{{.Names}}'

#: kill
docker kill polite
docker inspect --format '{{.State.ExitCode}}' polite

#: remove
docker rm --force polite deaf listening
