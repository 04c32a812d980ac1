#: show-unit
systemctl cat docker.service

#: use-old-file
sudo tee --append /etc/default/docker << 'EOF'
DOCKER_OPTS="--label site=berlin"
EOF
sudo systemctl restart docker

#: no-label
docker info --format '{{.Labels}}'

#: show-arguments
ps -o args= -C dockerd

#: clean-old-file
sudo sed --in-place '/^DOCKER_OPTS=/d' /etc/default/docker

#: write-file
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "labels": ["site=berlin"]
}
EOF

#: restart
sudo systemctl restart docker

#: see-label
docker info --format '{{.Labels}}'
