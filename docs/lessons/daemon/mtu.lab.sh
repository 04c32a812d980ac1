#: own-before
docker network create before

#: mtu-alone
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "mtu": 1400
}
EOF
sudo systemctl restart docker

#: default-bridge
docker run --rm busybox cat /sys/class/net/eth0/mtu

#: own-network
docker network create own
docker run --rm --network own busybox cat /sys/class/net/eth0/mtu

#: one-network
docker network create --opt com.docker.network.driver.mtu=1400 small
docker run --rm --network small busybox cat /sys/class/net/eth0/mtu

#: both-keys
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "mtu": 1400,
  "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "1400" } }
}
EOF
sudo systemctl restart docker

#: new-network
docker network create new
docker run --rm --network new busybox cat /sys/class/net/eth0/mtu

#: older-network
docker run --rm --network before busybox cat /sys/class/net/eth0/mtu

#: remove
docker network rm before own small new
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
