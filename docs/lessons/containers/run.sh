#: serve
docker run --detach --name trial-web --publish 127.0.0.1:8080:80 --restart unless-stopped nginx

#: serves
curl --silent --retry 5 --retry-all-errors http://127.0.0.1:8080 | grep '<title>'

#: interactive
docker run --interactive --tty --name trial-first ubuntu:24.04 bash

#: ended-with-shell
docker ps --all --filter name=trial-first --format '{{.Names}}: {{.Status}}'

#: name-taken
docker run --detach --name trial-web nginx

#: d-without-work
#zh 没有终端也没有输入，sh 读到文件末尾就退出了
#en Without a terminal and without input, sh reads the end of the file and exits
docker run --detach --name trial-idle busybox sh
docker wait trial-idle

#: no-terminal-here
echo 'from the pipe' | docker run --rm --interactive --tty busybox cat

#: option-too-late
docker run --rm busybox --detach

#: run-plain
docker run --name trial-plain busybox echo 'I was process 1'
docker ps --all --format '{{.Names}}: {{.Status}}' --filter name=trial-plain

#: neither
#zh 没有 -i，管道里的话到不了容器
#en Without -i, what comes through the pipe does not reach the container
echo 'from the pipe' | docker run --rm busybox cat

#: only-i
echo 'from the pipe' | docker run --rm --interactive busybox cat

#: no-terminal
docker run --rm --interactive busybox tty

#: only-t
docker run --rm --tty busybox sh -c 'tty; read -r -t 5 line; echo "got: [$line]"'

#: both
docker run --rm --interactive --tty busybox sh -c 'tty; read -r -t 30 line; echo "got: [$line]"'

#: only-d
docker run --detach --name trial-background busybox sh -c 'echo started; sleep 600'

#: read-output
docker logs trial-background

#: all-three
docker run --detach --interactive --tty --name trial-shell busybox sh
docker ps --format '{{.Names}}: {{.Command}}'

#: remove
docker rm --force trial-web trial-first trial-idle trial-plain trial-background trial-shell
