#: see-addresses
docker network ls --quiet --filter=driver=bridge |
  xargs docker network inspect --format '{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{end}}'
ip route show default

#: set-addresses
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .bip = "10.200.0.1/24" |
  ."default-address-pools" = [{ "base": "10.201.0.0/16", "size": 24 }]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-pools || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-pools}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-docker0
ip -brief -4 address show docker0

#: see-new
docker network create pool-check > /dev/null
docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}' pool-check
docker network rm pool-check

#: undo-bridge
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-pools \
  '. * ($old[0] | {bip: (.bip // "172.17.0.1/16"), "default-address-pools"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-pools \
  '. * ($old[0] | {bip}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo rm /etc/docker/daemon.json.before-pools
