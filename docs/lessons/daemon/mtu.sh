#: host-mtu
cat "/sys/class/net/$(ip route show default | awk '{ print $5; exit }')/mtu"

#: set-mtu
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
jq --slurp 'add | .mtu = 1400 |
  ."default-network-opts".bridge."com.docker.network.driver.mtu" = "1400"' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-mtu
docker network create mtu-check > /dev/null
docker run --rm busybox cat /sys/class/net/eth0/mtu
docker run --rm --network mtu-check busybox cat /sys/class/net/eth0/mtu
docker network rm mtu-check

#: undo
jq 'del(.mtu, ."default-network-opts".bridge."com.docker.network.driver.mtu")' /etc/docker/daemon.json > daemon-draft.json &&
  dockerd --validate --config-file=daemon-draft.json &&
  sudo cp daemon-draft.json /etc/docker/daemon.json &&
  sudo systemctl restart docker
