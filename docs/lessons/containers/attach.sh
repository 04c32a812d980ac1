#: run
docker run --detach --interactive --tty --name trial-shell busybox sh

#: attach
#zh 按 Ctrl-P，再按 Ctrl-Q：离开，让它继续运行
#en Press Ctrl-P, then Ctrl-Q: leave, and let it run on
docker attach trial-shell

#: still-running
docker ps --filter name=trial-shell --format '{{.Names}}: {{.State}}'

#: other-keys
#zh Ctrl-P 在 shell 里是“上一条命令”；离开的键可以另选
#en Ctrl-P means the previous command in a shell; other keys to leave by can be chosen
docker attach --detach-keys ctrl-x trial-shell

#: run-counter
docker run --detach --name trial-counter busybox sh -c 'trap "exit 130" INT; while :; do sleep 1; done'

#: attach-trap
#zh 这里按 Ctrl-C，送到的是容器里的 1 号进程
#en Ctrl-C here goes to process 1 in the container
docker attach trial-counter

#: not-running
docker inspect --format '{{.State.Status}} {{.State.ExitCode}}' trial-counter

#: attach-safely
#zh 这样按 Ctrl-C，离开的只是你
#en This way, Ctrl-C takes only you away
docker start trial-counter
docker attach --sig-proxy=false trial-counter

#: running-on
docker inspect --format '{{.State.Status}}' trial-counter

#: wait
#zh 一直等到容器结束，打印它的退出码
#en Waits until the container ends, and prints its exit code
docker kill --signal INT trial-counter
docker wait trial-counter

#: attach-stopped
docker attach trial-counter

#: remove
docker rm --force trial-shell trial-counter
