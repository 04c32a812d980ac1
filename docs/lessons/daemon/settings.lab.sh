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
