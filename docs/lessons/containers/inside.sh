#: run
docker run --detach --name web nginx
docker run --detach --name other busybox sleep 600

#: exec-shell
#zh 进去看看，用 exit 离开
#en Look around inside, then leave with exit
docker exec --interactive --tty web sh

#: exec
docker exec web cat /etc/hostname

#: exec-as
docker exec --user www-data --workdir /tmp --env GREETING=hello web sh -c 'id -un; pwd; echo "$GREETING"'

#: no-ps
docker exec web ps

#: bring-tools
#zh busybox 自带 ps、wget 等命令；这里借它看 web 的进程和网络，用完即删
#en busybox has ps, wget and more; it looks at the processes and the network of web, and is deleted afterwards
docker run --rm --pid container:web --network container:web busybox sh -c 'ps; wget -q -O - http://127.0.0.1 | grep "<title>"'

#: stopped
docker stop -t 1 other
docker exec other ls

#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: copy-out
cd "${folder:?}" && docker cp web:/usr/share/nginx/html/index.html index.html

#: copy-in
cd "${folder:?}" && echo 'Changed from outside' > index.html &&
  docker cp index.html web:/usr/share/nginx/html/index.html &&
  docker exec web cat /usr/share/nginx/html/index.html

#: diff
docker diff web

#: top
docker top web -o pid,comm

#: stats
docker stats --no-stream --format '{{.Name}}: {{.PIDs}}' web

#: inspect
docker inspect --format '{{.State.Status}} {{.Config.Image}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' web

#: rename
docker rename other another
docker ps --all --format '{{.Names}}'

#: remove
docker rm --force web another
cd && rm --recursive "${folder:?}"
