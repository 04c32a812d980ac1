#: in-the-container
docker run --name notes busybox sh -c 'echo important > /note'
docker diff notes
docker rm notes
docker run --name notes busybox cat /note

#: volume
docker volume create notes
docker run --rm --mount type=volume,source=notes,target=/notes busybox sh -c 'echo important > /notes/note'
docker run --rm --mount type=volume,source=notes,target=/notes busybox cat /notes/note

#: where
sudo cat "$(docker volume inspect --format '{{.Mountpoint}}' notes)/note"

#: volume-is-filled
docker run --rm --volume page:/usr/share/nginx/html nginx ls /usr/share/nginx/html

#: in-use
docker run --detach --name store --mount type=volume,source=notes,target=/data redis:8
docker volume rm notes

#: declared
docker image inspect --format '{{json .Config.Volumes}}' registry:3 redis:8

#: anonymous
docker run --detach --name images registry:3
docker inspect --format '{{range .Mounts}}{{.Destination}}{{end}}' images
docker rm --force images
docker volume ls --quiet

#: with-volumes
docker run --detach --name images registry:3
docker rm --force --volumes images
docker volume ls --quiet

#: prune-anonymous
docker volume prune --force
docker volume ls --quiet

#: prune-all
docker volume prune --force --all
docker volume ls --quiet

#: remove
docker rm --force notes store
docker volume rm notes
