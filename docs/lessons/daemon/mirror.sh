#: answers
curl --silent --show-error --max-time 10 --output /dev/null --write-out '%{http_code}\n' http://mirror.internal:5000/v2/

#: add-mirror
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
sudo cp --archive --backup=numbered /etc/docker/daemon.json /etc/docker/daemon.json.before
draft=$(mktemp)
jq --slurp 'add | ."registry-mirrors" += ["http://mirror.internal:5000"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: see-mirrors
docker info --format '{{.RegistryConfig.Mirrors}}'

#: try-pull
docker pull hello-world

#: undo
draft=$(mktemp)
jq '."registry-mirrors" -= ["http://mirror.internal:5000"]' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker
