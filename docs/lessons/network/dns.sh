#: see-default
docker run --rm busybox cat /etc/resolv.conf

#: see-own
docker network create dns-check > /dev/null
docker run --rm --network dns-check busybox cat /etc/resolv.conf

#: test-name
docker run --rm --network dns-check busybox nslookup -type=a registry-1.docker.io

#: set-dns
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .dns = ["192.0.2.53"] |
  ."dns-search" = ["corp.example"] | ."dns-opts" = ["timeout:2"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-dns || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-dns}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-dns
docker run --rm busybox cat /etc/resolv.conf
docker run --rm --network dns-check busybox nslookup -type=a wiki.corp.example

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-dns \
  '. * ($old[0] | {dns, "dns-search", "dns-opts"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-dns

#: one-container
docker run --rm --network dns-check --dns 192.0.2.53 --dns-search corp.example --dns-option timeout:2 \
  busybox cat /etc/resolv.conf

#: remove
docker network rm dns-check
