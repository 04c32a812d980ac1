#: root-off
sudo systemctl disable --now docker.service docker.socket

#: socket-left
dockerd-rootless-setuptool.sh install

#: remove-socket
sudo rm /run/docker.sock

#: no-session
dockerd-rootless-setuptool.sh install
docker ps

#: session
dockerd-rootless-setuptool.sh uninstall
sudo systemctl start "user@$(id -u).service"
XDG_RUNTIME_DIR=/run/user/$(id -u)
export XDG_RUNTIME_DIR

#: no-range
sudo mv /etc/subuid /etc/subuid.kept
dockerd-rootless-setuptool.sh install

#: range-back
sudo mv /etc/subuid.kept /etc/subuid

#: install-alone
dockerd-rootless-setuptool.sh install

#: run-web
docker run --detach --name web --restart unless-stopped --publish 8081:80 nginx

#: reboot
sudo systemctl reboot

#: gone
docker ps

#: allow-linger
sudo loginctl enable-linger "$USER"

#: back
docker ps --format '{{.Names}}: {{.State}}'

#: reboot-with-linger
sudo systemctl reboot

#: back-by-itself
curl --silent --show-error --fail --retry 10 --retry-all-errors http://localhost:8081/ | grep '<title>'
docker ps --format '{{.Names}}: {{.State}}'

#: root-on
sudo systemctl enable --now docker.service docker.socket
docker --context default ps --format '{{.Names}}'
