#: before
docker info --format '{{.DockerRootDir}} {{.Driver}} {{.Images}} images {{.Containers}} containers'
docker volume ls --quiet | wc --lines

#: which-disk
findmnt --target /srv --output TARGET,FSTYPE
findmnt --fstab /srv

#: stop-all
docker ps --format '{{.Names}}' >> ~/running-before-move
docker ps --quiet | xargs --no-run-if-empty docker stop
sudo systemctl stop docker.socket docker.service

#: nobody-writes
pgrep --uid 0 --list-full 'containerd-shim|dockerd'

#: copy-all
test ! -e /srv/docker && sudo cp --archive /var/lib/docker /srv/docker

#: set-data-root
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."data-root" = "/srv/docker"' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-data-root || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-data-root}; } &&
  sudo cp "$draft" /etc/docker/daemon.json

#: require-disk
sudo mkdir --parents /etc/systemd/system/docker.service.d
test ! -e /etc/systemd/system/docker.service.d/data-root.conf && sudo tee /etc/systemd/system/docker.service.d/data-root.conf << 'EOF'
[Unit]
RequiresMountsFor=/srv/docker
EOF
sudo systemctl daemon-reload
sudo systemctl start docker

#: after
docker info --format '{{.DockerRootDir}} {{.Driver}} {{.Images}} images {{.Containers}} containers'
docker volume ls --quiet | wc --lines

#: start-again
xargs --no-run-if-empty docker start < ~/running-before-move &&
  rm ~/running-before-move

#: undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-data-root \
  '. * ($old[0] | {"data-root"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" && {
  docker ps --format '{{.Names}}' >> ~/running-before-move
  docker ps --quiet | xargs --no-run-if-empty docker stop
  sudo systemctl stop docker.socket docker.service
  grep --quiet --line-regexp RequiresMountsFor=/srv/docker /etc/systemd/system/docker.service.d/data-root.conf &&
    sudo rm /etc/systemd/system/docker.service.d/data-root.conf
  sudo systemctl daemon-reload
  sudo cp "$draft" /etc/docker/daemon.json &&
    sudo systemctl start docker &&
    sudo rm /etc/docker/daemon.json.before-data-root
}
xargs --no-run-if-empty docker start < ~/running-before-move &&
  rm ~/running-before-move
