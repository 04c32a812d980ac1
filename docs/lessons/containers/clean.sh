#: make-some
docker run --detach --name working --volume data:/data busybox sh -c 'echo kept > /data/file; echo own > /own; sleep 600'
docker run --name done-1 busybox true
docker run --name done-2 busybox true

#: export-2014
#zh 原文的写法把 tar 打到终端上，会被拒绝
#en The article's form writes the tar to the terminal, and is refused
docker export working

#: export
docker export --output working.tar working
tar --list --file working.tar | grep --extended-regexp '^(own|data/)'

#: import
docker import working.tar copy:flat
docker image inspect --format '{{json .Config.Cmd}}' copy:flat

#: article-command
#zh 2014 年的写法：停下的删了，碰到运行中的就报错
#en The way of 2014: it removes the stopped ones and fails on the running one
# shellcheck disable=SC2046
docker rm $(docker ps -a -q)

#: what-is-left
docker ps --all --format '{{.Names}}: {{.State}}'

#: article-command-empty
docker rm --force working
# shellcheck disable=SC2046
docker rm $(docker ps -a -q)

#: make-again
docker run --name old --label keep=yes busybox true
docker run --name older busybox true
docker run --detach --name working busybox sleep 600

#: prune-filter
docker container prune --force --filter 'label!=keep'
docker ps --all --format '{{.Names}}'

#: prune
docker container prune --force
docker ps --all --format '{{.Names}}'

#: remove
docker rm --force working
docker volume rm data
docker rmi copy:flat
rm working.tar
