#: run-plain
docker run --name plain busybox echo 'I was process 1'
docker ps --all --format '{{.Names}}: {{.Status}}'

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

#: interactive
docker run --interactive --tty --name first ubuntu:24.04 bash

#: ended-with-shell
docker ps --all --filter name=first --format '{{.Names}}: {{.Status}}'

#: only-d
docker run --detach --name background busybox sh -c 'echo started; sleep 600'

#: read-output
docker logs background

#: d-without-work
#zh 没有终端也没有输入，sh 读到文件末尾就退出了
#en Without a terminal and without input, sh reads the end of the file and exits
docker run --detach --name idle busybox sh
docker wait idle

#: all-three
docker run --detach --interactive --tty --name shell busybox sh
docker ps --format '{{.Names}}: {{.Command}}'

#: remove
docker rm --force plain first background idle shell
