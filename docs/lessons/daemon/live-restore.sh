#: turn-on
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
jq --slurp 'add | ."live-restore" = true' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: is-on
docker info --format '{{.LiveRestoreEnabled}}'

#: undo
jq '."live-restore" = false' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl reload docker
