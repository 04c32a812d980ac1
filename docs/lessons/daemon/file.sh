#: read
cat daemon.json

#: validate
dockerd --validate --config-file=daemon.json

#: put
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
{ ! jq --exit-status '."live-restore"' daemon.json > /dev/null ||
  docker info --format '{{.Swarm.LocalNodeState}}' | grep --quiet --line-regexp inactive; } &&
  jq --slurp 'reduce .[] as $part ({}; . * $part)' /etc/docker/daemon.json daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-file || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-file}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-daemon
docker info --format 'live-restore: {{.LiveRestoreEnabled}}
log-driver: {{.LoggingDriver}}
default-address-pools: {{.DefaultAddressPools}}'
ip -brief -4 address show docker0

#: see-container
docker create --name log-check busybox
docker inspect --format '{{.HostConfig.LogConfig}}' log-check

#: remove
docker rm log-check

#: undo
#zh 先让 live-restore 在运行中关掉，等它生效
#en First live-restore goes off in the running daemon; wait until it is
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-file \
  '."live-restore" = ($old[0]."live-restore" // false)' \
  /etc/docker/daemon.json > "$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker && sleep 2
jq --slurpfile old /etc/docker/daemon.json.before-file \
  '. * ($old[0] | {bip, "default-address-pools", "live-restore", "log-driver", "log-opts": (."log-opts" | {"max-size", "max-file"})}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-file
