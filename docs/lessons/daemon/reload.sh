#: change-and-reload
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .labels += ["site=berlin"] - (.labels // [])' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-reload || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-reload}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: look-after
sudo journalctl --unit=docker --since=-5min --grep='Reloaded configuration|unable to configure|Error reloading' --output=cat

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-reload \
  '.labels -= ["site=berlin"] - ($old[0].labels // [])' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  sudo rm /etc/docker/daemon.json.before-reload
