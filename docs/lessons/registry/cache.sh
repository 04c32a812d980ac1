#: start
ssh registry.internal docker run --detach --name hub-cache --restart unless-stopped \
  --publish 5000:5000 --volume hub-cache:/var/lib/registry \
  --env REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io registry:3

#: is-up
curl --silent --retry 10 --retry-all-errors http://registry.internal:5000/v2/_catalog

#: use-it
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."registry-mirrors" += ["http://registry.internal:5000"] - (."registry-mirrors" // [])' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-cache || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-cache}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: pull
docker pull hello-world

#: catalogue
curl --no-progress-meter http://registry.internal:5000/v2/_catalog

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-cache \
  '."registry-mirrors" -= ["http://registry.internal:5000"] - ($old[0]."registry-mirrors" // [])' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  sudo rm /etc/docker/daemon.json.before-cache

#: remove
ssh registry.internal docker rm --force hub-cache
ssh registry.internal docker volume rm hub-cache
