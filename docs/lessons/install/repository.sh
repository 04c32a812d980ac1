#: check-architecture
dpkg --print-architecture

#: check-release
. /etc/os-release
echo "$PRETTY_NAME ($VERSION_CODENAME)"

#: check-room
df --human-readable /var/lib

#: check-container
systemd-detect-virt

#: check-cgroups
#zh cgroup2fs 是第 2 版，tmpfs 是第 1 版，Docker 两者都支持
#en cgroup2fs is version 2, tmpfs is version 1; Docker works with either
stat --file-system --format=%T /sys/fs/cgroup

#: check-systemd
ps --pid 1 --format comm=

#: remove-conflicts
#zh 只卸载确实装着的那几个；一个都没有时什么也不做
#en Removes those that are installed and does nothing when there are none
dpkg --get-selections docker.io docker-cli docker-buildx docker-compose docker-compose-v2 docker-doc podman-docker containerd runc 2> /dev/null |
  cut --fields=1 |
  xargs --no-run-if-empty sudo apt-get remove --yes

#: install-prerequisites
sudo apt-get update
sudo apt-get install --yes ca-certificates curl gnupg

#: add-key
. /etc/os-release
sudo install --mode=0755 --directory /etc/apt/keyrings
sudo curl --fail --silent --show-error --location --output /etc/apt/keyrings/docker.asc "https://download.docker.com/linux/$ID/gpg" &&
  sudo chmod a+r /etc/apt/keyrings/docker.asc

#: check-key
gpg --show-keys --with-fingerprint /etc/apt/keyrings/docker.asc

#: add-source
#zh 已有同名的软件源就先留一份；没有公钥就不写
#en A source of that name is kept first; without the key, none is written
. /etc/os-release
list=/etc/apt/sources.list.d/docker.sources
test ! -e "$list" || sudo cp --backup=numbered "$list" /etc/apt/docker.sources.before
ls /etc/apt/keyrings/docker.asc > /dev/null && sudo tee "$list" << EOF
Types: deb
URIs: https://download.docker.com/linux/$ID
Suites: ${UBUNTU_CODENAME:-$VERSION_CODENAME}
Components: stable
Architectures: $(dpkg --print-architecture)
Signed-By: /etc/apt/keyrings/docker.asc
EOF

#: update-index
sudo apt-get update

#: show-candidate
apt-cache policy docker-ce

#: install-engine
sudo apt-get install --yes docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin

#: check-service
systemctl is-active docker
systemctl is-enabled docker

#: show-versions
sudo docker version

#: permission-denied
docker ps

#: show-socket
stat --format='%A %U:%G %n' /run/docker.sock

#: join-group
sudo usermod --append --groups docker "$USER"

#: old-session
#zh 已经打开的会话还没有这个组
#en The session that is already open does not have the group yet
id --name --groups
docker ps

#: new-session
#zh 注销并重新登录之后
#en After logging out and in again
id --name --groups
docker ps

#: hello-world
docker run --rm hello-world

#: group-is-root
#zh 普通用户读不了 /etc/sudoers，容器里的 root 却可以
#en An ordinary user cannot read /etc/sudoers; root in a container can
head -n 3 /etc/sudoers
docker run --rm --volume /etc/sudoers:/sudoers:ro busybox head -n 3 /sudoers
