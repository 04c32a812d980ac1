#: no-subnet
docker network create --ipv6 any

#: create-again
docker network create --ipv6 --subnet fd00:d0c:6:1::/64 trial-six
docker run --detach --name six-web --network trial-six --publish 8086:80 nginx

#: from-outside
ssh client.internal curl --silent --max-time 3 'http://[fd00:1ab::1]:8086' | grep '<title>'

#: who-came
docker logs --tail 1 six-web

#: way-out
docker run --rm --network trial-six busybox ping -6 -c 1 -W 2 fd00:1ab::2

#: around
ssh client.internal sudo ip -6 route add fd00:d0c:6:1::/64 via fd00:1ab::1
ssh client.internal curl --silent --show-error --max-time 3 'http://[fd00:d0c:6:1::2]' | grep '<title>'

#: ip6tables
echo '{ "ip6tables": true, "experimental": true }' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker start six-web

#: way-out-again
docker run --rm --network trial-six busybox ping -6 -c 1 -W 2 fd00:1ab::2

#: all-networks
echo '{ "default-network-opts": { "bridge": { "com.docker.network.enable_ipv6": "true" } } }' |
  sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker network create new
docker network inspect --format '{{.EnableIPv6}}' new

#: v4-only
docker run --detach --name four-web --publish 8084:80 nginx
ssh client.internal curl --silent --max-time 3 --retry 5 --retry-all-errors 'http://[fd00:1ab::1]:8084' | grep '<title>'
docker logs --tail 1 four-web

#: remove-lab
docker rm --force six-web four-web
docker network rm trial-six new any
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
