#: fill
docker run --detach --name web nginx
docker run --rm --volume notes:/notes busybox sh -c 'echo kept > /notes/note'

#: where-now
docker info --format '{{.DockerRootDir}} {{.Driver}}'

#: see-disk
findmnt --target /srv --output TARGET,FSTYPE

#: write-file
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "data-root": "/srv/docker"
}
EOF

#: reload-in-vain
sudo systemctl reload docker
docker info --format '{{.DockerRootDir}}'

#: stop
docker stop web
sudo systemctl stop docker.socket docker.service

#: copy
sudo cp --archive /var/lib/docker /srv/docker

#: start
sudo systemctl start docker

#: where-then
docker info --format '{{.DockerRootDir}} {{.Driver}}'

#: all-there
docker image ls --format '{{.Repository}}'
docker start web
docker run --rm --volume notes:/notes busybox cat /notes/note

#: empty-old
sudo find /var/lib/docker -mindepth 1 -delete

#: not-needed
docker restart web
docker run --rm --volume notes:/notes busybox cat /notes/note

#: remove
docker rm --force web
docker volume rm notes
