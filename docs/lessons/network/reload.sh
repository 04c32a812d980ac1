#: see-rules
sudo iptables --table nat --list-rules DOCKER
sudo iptables --list-rules DOCKER-USER

#: bring-back
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
docker info --format '{{.Swarm.LocalNodeState}}' | grep --quiet --line-regexp inactive &&
  jq --slurp 'add | ."live-restore" = true' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-rules || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-rules}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  timeout 60 sh -c "until docker info --format '{{.LiveRestoreEnabled}}' | grep --quiet true; do sleep 1; done" &&
  sudo systemctl restart docker
#zh 在 Docker 26.1 上，DOCKER-USER 要等到新建一个网络才有
#en On Docker 26.1, DOCKER-USER is there only after a network is created
docker network create reload-check > /dev/null && docker network rm reload-check

#: see-started
docker ps --quiet | xargs --no-run-if-empty docker inspect --format '{{.State.StartedAt}} {{.Name}}'

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-rules \
  '."live-restore" = ($old[0]."live-restore" // false)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  { sudo systemctl reload docker ||
    { sudo systemctl reset-failed docker docker.socket && sudo systemctl start docker; }; } &&
  sudo rm /etc/docker/daemon.json.before-rules

#: look
grep --line-number 'flush ruleset\|^table' /etc/nftables.conf
systemctl cat nftables | grep 'flush ruleset'

#: own-table
sudo sed --in-place 's/^flush ruleset$/table inet filter {} # only this table\ndelete table inet filter # only this table/' /etc/nftables.conf
sudo install --directory /etc/systemd/system/nftables.service.d
test ! -e /etc/systemd/system/nftables.service.d/own-table.conf && sudo tee /etc/systemd/system/nftables.service.d/own-table.conf << 'EOF'
[Service]
ExecStop=
ExecStop=-/usr/sbin/nft delete table inet filter
EOF
sudo systemctl daemon-reload
sudo nft --check --file /etc/nftables.conf

#: see-own-table
head --lines=5 /etc/nftables.conf
systemctl show --property=ExecStop nftables | grep --only-matching 'argv\[\]=[^;]*'

#: undo-own-table
#zh 只改回这一页写进去的
#en Only what this page has written is taken back
sudo sed --in-place '/^table inet filter {} # only this table$/d; s/^delete table inet filter # only this table$/flush ruleset/' /etc/nftables.conf
grep --quiet --line-regexp 'ExecStop=-/usr/sbin/nft delete table inet filter' /etc/systemd/system/nftables.service.d/own-table.conf &&
  sudo rm /etc/systemd/system/nftables.service.d/own-table.conf
sudo systemctl daemon-reload
