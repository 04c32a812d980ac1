#: set-limit
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
draft=$(mktemp)
jq --slurp 'add | ."log-driver" = "json-file" | ."log-opts" += { "max-size": "10m", "max-file": "3" }' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-limit
docker create --name log-check busybox > /dev/null
docker inspect --format '{{.HostConfig.LogConfig}}' log-check
docker rm log-check

#: who-has-none
docker ps --all --quiet | xargs --no-run-if-empty docker inspect --format '{{.Name}} {{.HostConfig.LogConfig}}'

#: undo
draft=$(mktemp)
jq 'del(."log-opts"["max-size", "max-file"])' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker
