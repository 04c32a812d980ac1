#: set-proxy
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .proxies += {
  "http-proxy": "http://proxy.internal:3128",
  "https-proxy": "http://proxy.internal:3128",
  "no-proxy": "localhost,127.0.0.0/8,.internal" }' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-proxy || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-proxy}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-proxies
docker info --format '{{println .HTTPProxy}}{{println .HTTPSProxy}}{{.NoProxy}}'

#: give-to-containers
install --directory --mode=700 ~/.docker
touch ~/.docker/config.json
draft=$(mktemp)
jq --slurp 'add | .proxies.default += {
  "httpProxy": "http://proxy.internal:3128",
  "httpsProxy": "http://proxy.internal:3128",
  "noProxy": "localhost,127.0.0.0/8,.internal" }' ~/.docker/config.json > "$draft" &&
  { test -e ~/.docker/config.json.before-proxy || cp --archive --dereference ~/.docker/config.json{,.before-proxy}; } &&
  cp "$draft" ~/.docker/config.json &&
  rm "$draft"

#: see-in-container
docker run --rm busybox env | grep --ignore-case proxy | sort

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-proxy \
  '. * ($old[0] | {proxies: (.proxies | {"http-proxy", "https-proxy", "no-proxy"})}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-proxy

#: undo-containers
draft=$(mktemp)
jq --slurpfile old ~/.docker/config.json.before-proxy \
  '. * ($old[0] | {proxies: {default: (.proxies.default | {httpProxy, httpsProxy, noProxy})}}) | del(.. | nulls)' \
  ~/.docker/config.json > "$draft" &&
  cp "$draft" ~/.docker/config.json &&
  rm ~/.docker/config.json.before-proxy "$draft"
