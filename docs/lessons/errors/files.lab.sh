#: small-disk
sudo mkdir --parents /srv/err-small /etc/docker
sudo mount --types tmpfs --options size=24m tmpfs /srv/err-small
echo '{ "data-root": "/srv/err-small", "features": { "containerd-snapshotter": false } }' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker info --format '{{.DockerRootDir}}'

#: disk-full
docker pull nginx

#: larger-disk
sudo mount --options remount,size=600m /srv/err-small
docker pull --quiet nginx

#: old-disk
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
sudo umount /srv/err-small
docker info --format '{{.DockerRootDir}}'
