#: which-store
docker info --format '{{.Driver}} {{.DriverStatus}}'

#: new-store
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "data-root": "/srv/docker",
  "features": { "containerd-snapshotter": true }
}
EOF

#: restart
sudo systemctl restart docker

#: see-store
docker info --format '{{.Driver}} {{.DriverStatus}}'

#: pull
docker run --detach --name web nginx

#: which-grew
sudo du --summarize --one-file-system --block-size=M /srv/docker /var/lib/containerd

#: stop
docker stop web
sudo systemctl stop docker.socket docker.service containerd.service

#: copy
sudo cp --archive /var/lib/containerd /srv/containerd

#: set-root
sudo sed --in-place '1i root = "/srv/containerd"' /etc/containerd/config.toml

#: start
sudo systemctl start docker

#: see-root
containerd config dump | grep '^root'

#: empty-old
sudo find /var/lib/containerd -mindepth 1 -delete

#: all-there
docker image ls --format '{{.Repository}}'
docker start web

#: remove
docker rm --force web
