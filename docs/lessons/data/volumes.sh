#: volume
docker volume create --label page=volumes trial-notes
docker run --rm --mount type=volume,source=trial-notes,target=/notes busybox sh -c 'echo important > /notes/note'
docker run --rm --mount type=volume,source=trial-notes,target=/notes busybox cat /notes/note

#: back-up
#zh 备份放进一个新建的目录，不会覆盖已有的文件
#en The backup goes into a new directory, so it overwrites nothing
backups=$(mktemp --directory --tmpdir=/var/tmp)
docker run --rm --mount type=volume,source=trial-notes,target=/from,readonly --volume "$backups:/to" busybox tar -czf /to/trial-notes.tar.gz -C /from .

#: see-backup
tar --list --file "$backups/trial-notes.tar.gz"

#: where
sudo cat "$(docker volume inspect --format '{{.Mountpoint}}' trial-notes)/note"

#: volume-is-filled
docker run --rm --volume trial-page:/usr/share/nginx/html nginx ls /usr/share/nginx/html

#: in-the-container
docker run --name trial-notes busybox sh -c 'echo important > /note'
docker diff trial-notes
docker rm trial-notes
docker run --name trial-notes busybox cat /note

#: misspelt
docker run --rm --volume trial-note:/notes busybox cat /notes/note

#: see-misspelt
docker volume ls --filter name=trial-note

#: in-use
docker run --detach --name trial-store --mount type=volume,source=trial-notes,target=/data redis:8
docker volume rm trial-notes

#: who-uses
docker ps --all --filter volume=trial-notes --format '{{.Names}}: {{.Status}}'

#: other-user
docker run --rm --user 1234 --volume trial-page:/page busybox touch /page/more

#: other-user-cure
docker run --rm --volume trial-page:/page busybox chown 1234 /page
docker run --rm --user 1234 --volume trial-page:/page busybox touch /page/more

#: declared
docker image inspect --format '{{json .Config.Volumes}}' registry:3 redis:8

#: anonymous
docker run --detach --name trial-registry registry:3
docker inspect --format '{{range .Mounts}}{{.Destination}}{{end}}' trial-registry
left=$(docker inspect --format '{{range .Mounts}}{{.Name}}{{end}}' trial-registry)
docker rm --force trial-registry
docker volume ls --quiet --filter "name=$left"

#: with-volumes
docker run --detach --name trial-registry registry:3
gone=$(docker inspect --format '{{range .Mounts}}{{.Name}}{{end}}' trial-registry)
docker rm --force --volumes trial-registry
docker volume ls --quiet --filter "name=$gone"

#: see-unused
docker volume ls --filter dangling=true

#: remove
docker rm --force trial-notes trial-store
docker volume rm trial-notes trial-note trial-page "$left"
