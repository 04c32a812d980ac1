#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
cd "$(mktemp --directory --tmpdir=/var/tmp)"

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

#: copy-out
docker cp web:/usr/share/nginx/html/index.html index.html

#: copy-in
echo 'Changed from outside' > index.html
docker cp index.html web:/usr/share/nginx/html/index.html
docker exec web cat /usr/share/nginx/html/index.html

#: diff
docker diff web

#: no-ps
docker exec web ps

#: top
docker top web -o pid,comm

#: stats
docker stats --no-stream --format '{{.Name}}: {{.PIDs}}' web

#: inspect
docker inspect --format '{{.State.Status}} {{.Config.Image}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' web

#: rename
docker rename other another
docker ps --format '{{.Names}}'

#: remove
docker rm --force web another
rm index.html
