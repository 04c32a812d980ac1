#: allow
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."insecure-registries" += ["registry.internal:5000"] - (."insecure-registries" // [])' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-http || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-http}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker

#: is-allowed
docker info --format '{{range .RegistryConfig.IndexConfigs}}{{println .Name "secure:" .Secure}}{{end}}'

#: take-back
#zh 只去掉这个地址；列表本身留着，空的也留着
#en Take out this address only; the list itself stays, even an empty one
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-http \
  '."insecure-registries" -= ["registry.internal:5000"] - ($old[0]."insecure-registries" // [])' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl reload docker &&
  sudo rm /etc/docker/daemon.json.before-http
