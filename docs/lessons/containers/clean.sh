#: make-again
docker run --label page=clean --label keep=yes --name trial-old busybox true
docker run --label page=clean --name trial-older busybox true
docker run --detach --label page=clean --name trial-working busybox sleep 600

#: look-first
docker ps --all --filter status=exited --filter status=created --filter status=dead

#: prune-filter
docker container prune --force --filter label=page=clean --filter 'label!=keep'
docker ps --all --filter label=page=clean --format '{{.Names}}'

#: prune
docker container prune --force --filter label=page=clean
docker ps --all --filter label=page=clean --format '{{.Names}}'

#: remove-running
docker rm trial-working

#: remove-one
docker rm --force trial-working

#: article-command-empty
docker rm $(docker ps -a -q --filter label=page=clean)

#: make-some
docker run --detach --label page=clean --name trial-working --volume clean-data:/data busybox sh -c 'echo kept > /data/file; echo own > /own; sleep 600'
docker run --label page=clean --name trial-done-1 busybox true
docker run --label page=clean --name trial-done-2 busybox true

#: article-command
#zh 2014 年的写法，多一个 --filter：只碰这一页建的容器
#en The way of 2014, and a --filter, so that it touches only the containers of this page
docker rm $(docker ps -a -q --filter label=page=clean)

#: what-is-left
docker ps --all --filter label=page=clean --format '{{.Names}}: {{.State}}'

#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: export-2014
#zh 原文的写法把 tar 打到终端上，会被拒绝
#en The article's form writes the tar to the terminal, and is refused
docker export trial-working

#: export
cd "${folder:?}" && docker export --output working.tar trial-working &&
  tar --list --file working.tar | grep --extended-regexp '^(own|data/)'

#: import
docker import working.tar trial-copy:flat
docker image inspect --format '{{json .Config.Cmd}}' trial-copy:flat

#: remove
docker rm --force trial-working
docker volume rm clean-data
docker rmi trial-copy:flat
cd && rm --recursive "${folder:?}"
