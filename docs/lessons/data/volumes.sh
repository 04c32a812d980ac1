#: in-the-container
docker run --name trial-notes busybox sh -c 'echo important > /note'
docker diff trial-notes
docker rm trial-notes
docker run --name trial-notes busybox cat /note

#: volume
docker volume create --label page=volumes trial-notes
docker run --rm --mount type=volume,source=trial-notes,target=/notes busybox sh -c 'echo important > /notes/note'
docker run --rm --mount type=volume,source=trial-notes,target=/notes busybox cat /notes/note

#: where
sudo cat "$(docker volume inspect --format '{{.Mountpoint}}' trial-notes)/note"

#: volume-is-filled
docker run --rm --volume trial-page:/usr/share/nginx/html nginx ls /usr/share/nginx/html

#: in-use
docker run --detach --name trial-store --mount type=volume,source=trial-notes,target=/data redis:8
docker volume rm trial-notes

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

#: prune-anonymous
#zh 一个没有名字，一个有；标签都是这一页的
#en One without a name, one with; both have this page's label
docker volume create --label page=volumes
docker volume create --label page=volumes trial-spare
docker volume prune --force --filter label=page=volumes
docker volume ls --quiet --filter label=page=volumes

#: prune-all
docker volume prune --force --all --filter label=page=volumes
docker volume ls --quiet --filter label=page=volumes

#: remove
docker rm --force trial-notes trial-store
docker volume rm trial-notes trial-page "$left"
