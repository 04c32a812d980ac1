#: change-and-reload
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
draft=$(mktemp)
jq --slurp 'add | .labels += ["site=berlin"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: look-after
sudo journalctl --unit=docker --since=-5min --grep='Reloaded configuration|unable to configure|Error reloading' --output=cat

#: undo
draft=$(mktemp)
jq '.labels -= ["site=berlin"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker
