#: change-and-reload
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
jq --slurp 'add | .labels += ["site=berlin"]' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: look-after
sudo journalctl --unit=docker --since=-5min --grep='Reloaded configuration|unable to configure|Error reloading' --output=cat

#: undo
jq '.labels -= ["site=berlin"]' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl reload docker
