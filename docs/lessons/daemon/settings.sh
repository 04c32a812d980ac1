#: show-unit
systemctl cat docker.service

#: install-jq
sudo apt-get update
sudo apt-get install --yes jq

#: add-label
#zh 没有文件就从空的开始；原来的留一份
#en Without a file, begin with an empty one; keep what was there
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
#zh 现有的键加上新键，写成草稿；校验通过，才放到位
#en The keys that are there and the new one make a draft; it is put in place if it validates
draft=$(mktemp)
jq --slurp 'add | .labels += ["site=berlin"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
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
jq '.labels -= ["site=berlin"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker
