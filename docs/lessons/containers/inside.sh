#: run
docker run --detach --name trial-web nginx
docker run --detach --name trial-other busybox sleep 600

#: exec-shell
#zh 进去看看，用 exit 离开
#en Look around inside, then leave with exit
docker exec --interactive --tty trial-web sh

#: exec
docker exec trial-web cat /etc/hostname

#: exec-as
docker exec --user www-data --workdir /tmp --env GREETING=hello trial-web sh -c 'id -un; pwd; echo "$GREETING"'

#: no-ps
docker exec trial-web ps

#: bring-tools
#zh busybox 自带 ps、wget 等命令；这里借它看 web 的进程和网络，用完即删
#en busybox has ps, wget and more; it looks at the processes and the network of web, and is deleted afterwards
docker run --rm --pid container:trial-web --network container:trial-web busybox sh -c 'ps; wget -q -O - http://127.0.0.1 | grep "<title>"'

#: stopped
docker stop -t 1 trial-other
docker exec trial-other ls

#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: copy-out
cd "${folder:?}" && docker cp trial-web:/usr/share/nginx/html/index.html index.html

#: copy-in
cd "${folder:?}" && echo 'Changed from outside' > index.html &&
  docker cp index.html trial-web:/usr/share/nginx/html/index.html &&
  docker exec trial-web cat /usr/share/nginx/html/index.html

#: diff
docker diff trial-web

#: top
docker top trial-web -o pid,comm

#: stats
docker stats --no-stream --format '{{.Name}}: {{.PIDs}}' trial-web

#: inspect
docker inspect --format '{{.State.Status}} {{.Config.Image}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' trial-web

#: rename
docker rename trial-other trial-another
docker ps --all --format '{{.Names}}'

#: remove
docker rm --force trial-web trial-another
cd && rm --recursive "${folder:?}"
