#: your-store
docker info --format '{{.Driver}} {{.DriverStatus}}'

#: how-much
sudo du --summarize --one-file-system --block-size=M /var/lib/containerd

#: stop-all
docker ps --format '{{.Names}}' >> ~/running-before-move
docker ps --quiet | xargs --no-run-if-empty docker stop
sudo systemctl stop docker.socket docker.service containerd.service

#: copy-all
test ! -e /srv/containerd && sudo cp --archive /var/lib/containerd /srv/containerd

#: set-containerd-root
sudo install --directory /etc/containerd
sudo touch /etc/containerd/config.toml
grep '^root' /etc/containerd/config.toml || {
  draft=$(mktemp) &&
    { echo 'root = "/srv/containerd" # moved' && cat /etc/containerd/config.toml; } > "$draft" &&
    sudo cp "$draft" /etc/containerd/config.toml
}

#: require-disk
sudo mkdir --parents /etc/systemd/system/containerd.service.d
test ! -e /etc/systemd/system/containerd.service.d/root.conf && sudo tee /etc/systemd/system/containerd.service.d/root.conf << 'EOF'
[Unit]
RequiresMountsFor=/srv/containerd
EOF
sudo systemctl daemon-reload
sudo systemctl start docker

#: see-containerd-root
containerd config dump | grep '^root'

#: start-again
xargs --no-run-if-empty docker start < ~/running-before-move &&
  rm ~/running-before-move

#: undo
docker ps --format '{{.Names}}' >> ~/running-before-move
docker ps --quiet | xargs --no-run-if-empty docker stop
sudo systemctl stop docker.socket docker.service containerd.service
#zh 只删除这一页写进去的
#en Only what this page has written goes
sudo sed --in-place '/^root = .* # moved$/d' /etc/containerd/config.toml
grep --quiet --line-regexp RequiresMountsFor=/srv/containerd /etc/systemd/system/containerd.service.d/root.conf &&
  sudo rm /etc/systemd/system/containerd.service.d/root.conf
sudo systemctl daemon-reload
sudo systemctl start docker
xargs --no-run-if-empty docker start < ~/running-before-move &&
  rm ~/running-before-move
