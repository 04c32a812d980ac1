#: your-store
docker info --format '{{.Driver}} {{.DriverStatus}}'

#: how-much
sudo du --summarize --one-file-system --block-size=M /var/lib/containerd

#: stop-all
were_running=$(mktemp --tmpdir=/var/tmp were-running.XXXXXX)
docker ps --format '{{.Names}}' > "$were_running"
docker ps --quiet | xargs --no-run-if-empty docker stop
sudo systemctl stop docker.socket docker.service containerd.service

#: copy-all
test ! -e /srv/containerd && sudo cp --archive /var/lib/containerd /srv/containerd

#: set-containerd-root
grep '^root' /etc/containerd/config.toml ||
  sudo sed --in-place '1i root = "/srv/containerd" # moved' /etc/containerd/config.toml

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
xargs --no-run-if-empty docker start < "$were_running"
rm "$were_running"

#: undo
were_running=$(mktemp --tmpdir=/var/tmp were-running.XXXXXX)
docker ps --format '{{.Names}}' > "$were_running"
docker ps --quiet | xargs --no-run-if-empty docker stop
sudo systemctl stop docker.socket docker.service containerd.service
#zh 只删除这一页写进去的
#en Only what this page has written goes
sudo sed --in-place '/^root = .* # moved$/d' /etc/containerd/config.toml
grep --quiet --line-regexp RequiresMountsFor=/srv/containerd /etc/systemd/system/containerd.service.d/root.conf &&
  sudo rm /etc/systemd/system/containerd.service.d/root.conf
sudo systemctl daemon-reload
sudo systemctl start docker
xargs --no-run-if-empty docker start < "$were_running"
rm "$were_running"
