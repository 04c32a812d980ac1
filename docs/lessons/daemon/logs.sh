#: set-limit
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
jq --slurp 'add | ."log-driver" = "json-file" | ."log-opts" += { "max-size": "10m", "max-file": "3" }' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-limit
docker create --name log-check busybox > /dev/null
docker inspect --format '{{.HostConfig.LogConfig}}' log-check
docker rm log-check

#: who-has-none
docker ps --all --quiet | xargs --no-run-if-empty docker inspect --format '{{.Name}} {{.HostConfig.LogConfig}}'

#: undo
jq 'del(."log-opts"["max-size", "max-file"])' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl restart docker
