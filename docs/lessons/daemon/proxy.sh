#: set-proxy
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
draft=$(mktemp)
jq --slurp 'add | .proxies += {
  "http-proxy": "http://proxy.internal:3128",
  "https-proxy": "http://proxy.internal:3128",
  "no-proxy": "localhost,127.0.0.0/8,.internal" }' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: see-proxies
docker info --format '{{println .HTTPProxy}}{{println .HTTPSProxy}}{{.NoProxy}}'

#: give-to-containers
install --directory --mode=700 ~/.docker
touch ~/.docker/config.json
cp --archive --backup=numbered ~/.docker/config.json ~/.docker/config.json.before
jq --slurp 'add | .proxies.default += {
  "httpProxy": "http://proxy.internal:3128",
  "httpsProxy": "http://proxy.internal:3128",
  "noProxy": "localhost,127.0.0.0/8,.internal" }' ~/.docker/config.json > ~/.docker/draft.json &&
  cp ~/.docker/draft.json ~/.docker/config.json
rm ~/.docker/draft.json

#: see-in-container
docker run --rm busybox env | grep --ignore-case proxy | sort

#: undo
draft=$(mktemp)
jq 'del(.proxies)' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: undo-containers
jq 'del(.proxies.default)' ~/.docker/config.json > ~/.docker/draft.json &&
  cp ~/.docker/draft.json ~/.docker/config.json
rm ~/.docker/draft.json
