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
docker ps --quiet | xargs docker stop
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

#: disk-not-mounted
docker stop web
sudo systemctl stop docker.socket docker.service
sudo umount /srv
sudo systemctl start docker

#: starts-empty
docker info --format '{{.DockerRootDir}}: {{.Containers}} containers'
docker volume ls
sudo ls /srv/docker

#: stop-empty
sudo systemctl stop docker.socket docker.service
sudo mv /srv/docker /srv/docker.empty

#: drop-in
sudo mkdir --parents /etc/systemd/system/docker.service.d
sudo tee /etc/systemd/system/docker.service.d/data-root.conf << 'EOF'
[Unit]
RequiresMountsFor=/srv/docker
EOF
sudo systemctl daemon-reload
sudo systemctl start docker

#: mounted
findmnt --output TARGET /srv
docker ps --all --format '{{.Names}}'

#: disk-gone
#zh 演示用：fstab 里的磁盘从此不存在
#en For the demonstration: the disk that fstab names no longer exists
sudo systemctl stop docker.socket docker.service
sudo umount /srv
sudo sed --in-place=.before 's|^[^ ]* /srv .*|/no/such/disk.img /srv ext4 loop 0 0|' /etc/fstab
sudo systemctl daemon-reload
sudo systemctl start docker

#: why-not
systemctl show --property=ActiveState docker
systemctl show --property=Result srv.mount

#: disk-back
sudo cp /etc/fstab.before /etc/fstab
sudo systemctl daemon-reload
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: remove
docker rm --force web
docker volume rm notes
