#: host-mtu
cat "/sys/class/net/$(ip route show default | awk '{ print $5; exit }')/mtu"

#: set-mtu
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .mtu = 1400 |
  ."default-network-opts".bridge."com.docker.network.driver.mtu" = "1400"' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-mtu || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-mtu}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-mtu
docker network create mtu-check > /dev/null
docker run --rm busybox cat /sys/class/net/eth0/mtu
docker run --rm --network mtu-check busybox cat /sys/class/net/eth0/mtu
docker network rm mtu-check

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-mtu \
  '. * ($old[0] | {mtu, "default-network-opts": {bridge: (."default-network-opts".bridge | {"com.docker.network.driver.mtu"})}}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-mtu
