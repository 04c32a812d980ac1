#: packages
sudo apt-get update
sudo apt-get install --yes uidmap dbus-user-session slirp4netns

#: tool
sudo apt-get install --yes docker-ce-rootless-extras

#: tool-distribution
test -e /usr/bin/dockerd-rootless-setuptool.sh || {
  sudo apt-get install --yes rootlesskit
  sudo ln --symbolic /usr/share/docker.io/contrib/dockerd-rootless{,-setuptool}.sh /usr/bin/
}

#: range
grep "^$USER:" /etc/subuid /etc/subgid

#: linger
#zh 记下现在的样子，撤销时要用；第二次运行不改它
#en Note how things are, for the undo; running this again does not change the note
test -e ~/before-rootless ||
  echo "$(docker context show) $(sysctl --values net.ipv4.ip_unprivileged_port_start) $(loginctl show-user "$USER" --property=Linger --value 2> /dev/null)" > ~/before-rootless
sudo loginctl enable-linger "$USER"
sudo systemctl start "user@$(id -u).service"
XDG_RUNTIME_DIR=/run/user/$(id -u)
export XDG_RUNTIME_DIR

#: refused
dockerd-rootless-setuptool.sh install

#: install
dockerd-rootless-setuptool.sh install --force

#: check
docker context show
docker info --format '{{.DockerRootDir}} {{.Driver}} {{.SecurityOptions}}'

#: run
docker run --detach --name trial-web --publish 8081:80 nginx
curl --silent --show-error --fail --retry 5 --retry-all-errors http://localhost:8081/ | grep '<title>'
ps -o user=,args= --pid "$(docker inspect --format '{{.State.Pid}}' trial-web)"

#: two-daemons
docker ps --format '{{.Names}}'
docker --context default ps --filter name=trial-web --format '{{.Names}}' | wc --lines
ps -C dockerd -o user=,args=

#: host-closed
docker run --rm --privileged --volume /:/host busybox cat /host/etc/shadow

#: own-files
mkdir ~/trial-files &&
  docker run --rm --volume ~/trial-files:/files busybox touch /files/by-root &&
  docker run --rm --volume ~/trial-files:/files busybox stat -c '%U %n' /files/by-root &&
  stat --format '%U %n' ~/trial-files/by-root

#: own-files-user
docker run --rm --user 101 --volume ~/trial-files:/files busybox touch /files/by-101

#: port
docker run --rm --publish 80:80 busybox true

#: port-allow
echo 'net.ipv4.ip_unprivileged_port_start = 80' | sudo tee /etc/sysctl.d/90-trial-rootless.conf
sudo sysctl --load=/etc/sysctl.d/90-trial-rootless.conf
docker run --rm --publish 80:80 busybox echo works

#: limit
docker info --format '{{.CgroupDriver}} {{.CgroupVersion}}'
docker run --rm --memory 20m busybox dd if=/dev/zero of=/dev/shm/fill bs=1M count=40

#: settings
mkdir --parents ~/.config/docker
test ! -e ~/.config/docker/daemon.json &&
  echo '{ "log-driver": "local" }' > ~/.config/docker/daemon.json &&
  systemctl --user restart docker
docker info --format '{{.LoggingDriver}}'

#: undo
read -r context ports _ < ~/before-rootless
XDG_RUNTIME_DIR=/run/user/$(id -u)
export XDG_RUNTIME_DIR
docker --context rootless rm --force trial-web
rm ~/trial-files/by-root && rmdir ~/trial-files
dockerd-rootless-setuptool.sh uninstall --force
docker context use "${context:-default}"
grep --quiet '^{ "log-driver": "local" }$' ~/.config/docker/daemon.json && rm ~/.config/docker/daemon.json
sudo rm /etc/sysctl.d/90-trial-rootless.conf
sudo sysctl --write net.ipv4.ip_unprivileged_port_start="${ports:-1024}"

#: remove-data
rootlesskit rm --recursive --force ~/.local/share/docker
read -r _ _ linger < ~/before-rootless &&
  { [ "$linger" = yes ] || sudo loginctl disable-linger "$USER"; }
rm ~/before-rootless
