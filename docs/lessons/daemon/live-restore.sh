#: turn-on
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
draft=$(mktemp)
jq --slurp 'add | ."live-restore" = true' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: is-on
docker info --format '{{.LiveRestoreEnabled}}'

#: undo
draft=$(mktemp)
jq '."live-restore" = false' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker
