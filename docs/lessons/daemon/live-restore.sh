#: turn-on
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
docker info --format '{{.Swarm.LocalNodeState}}' | grep --quiet --line-regexp inactive &&
  jq --slurp 'add | ."live-restore" = true' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-live-restore || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-live-restore}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: is-on
docker info --format '{{.LiveRestoreEnabled}}'

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-live-restore \
  '."live-restore" = ($old[0]."live-restore" // false)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  sudo rm /etc/docker/daemon.json.before-live-restore
