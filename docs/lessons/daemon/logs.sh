#: set-limit
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."log-driver" = "json-file" | ."log-opts" += { "max-size": "10m", "max-file": "3" }' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-logs || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-logs}; } &&
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
jq --slurpfile old /etc/docker/daemon.json.before-logs \
  '. * ($old[0] | {"log-driver", "log-opts": (."log-opts" | {"max-size", "max-file"})}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-logs
