#: create
#zh 换成你自己的前缀：fd 后面是十位随机的十六进制数，再加子网号
#en Put your own prefix: ten random hexadecimal digits after fd, then the number of the subnet
docker network create --ipv6 --subnet fd00:d0c:6:1::/64 trial-six

#: run
docker run --detach --name six-web --network trial-six --publish 8086:80 nginx

#: see
docker inspect --format '{{range .NetworkSettings.Networks}}{{.GlobalIPv6Address}}{{end}}' six-web
docker port six-web

#: fetch
curl --silent 'http://[::1]:8086' | grep '<title>'

#: between
docker run --rm --network trial-six busybox nslookup -type=aaaa six-web
docker run --rm --network trial-six busybox wget -q -O - 'http://[fd00:d0c:6:1::2]' | grep '<title>'

#: fixed
docker run --rm --network trial-six --ip6 fd00:d0c:6:1::99 busybox ip -6 address show dev eth0 scope global

#: set-default
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .ipv6 = true | ."fixed-cidr-v6" = "fd00:d0c:6:2::/64"' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-ipv6 || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-ipv6}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-default
docker run --rm busybox ip -6 address show dev eth0 scope global

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-ipv6 \
  '. * ($old[0] | {ipv6, "fixed-cidr-v6"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-ipv6

#: remove
docker rm --force six-web
docker network rm trial-six
