#: show-unit
systemctl cat docker.service

#: install-jq
sudo apt-get update
sudo apt-get install --yes jq

#: add-label
#zh 没有文件就从空的开始
#en Without a file, begin with an empty one
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
#zh 现有的键加上新键，写成草稿；校验通过，先把原来的文件留一份，再放到位
#en The keys that are there and the new one make a draft; if it validates, the file is kept and the draft put in its place
draft=$(mktemp)
jq --slurp 'add | .labels += ["site=berlin"] - (.labels // [])' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-label || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-label}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: see-label
docker info --format '{{.Labels}}'

#: see-keys
jq . /etc/docker/daemon.json

#: in-force
sudo journalctl --unit=docker --grep='Reloaded configuration' --lines=1 --output=cat

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-label \
  '.labels -= ["site=berlin"] - ($old[0].labels // [])' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  sudo rm /etc/docker/daemon.json.before-label
