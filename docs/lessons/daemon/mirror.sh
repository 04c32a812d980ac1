#: answers
curl --silent --show-error --max-time 10 --output /dev/null --write-out '%{http_code}\n' http://mirror.internal:5000/v2/

#: add-mirror
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."registry-mirrors" += ["http://mirror.internal:5000"] - (."registry-mirrors" // [])' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-mirror || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-mirror}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: see-mirrors
docker info --format '{{.RegistryConfig.Mirrors}}'

#: try-pull
docker pull hello-world

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-mirror \
  '."registry-mirrors" -= ["http://mirror.internal:5000"] - ($old[0]."registry-mirrors" // [])' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  sudo rm /etc/docker/daemon.json.before-mirror
