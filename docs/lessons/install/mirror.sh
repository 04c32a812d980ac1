#: choose-mirror
mirror=https://mirrors.tuna.tsinghua.edu.cn/docker-ce

#: add-key
. /etc/os-release
sudo apt-get update
sudo apt-get install --yes ca-certificates curl gnupg
sudo install --mode=0755 --directory /etc/apt/keyrings
sudo curl --fail --silent --show-error --location --output /etc/apt/keyrings/docker.asc "$mirror/linux/$ID/gpg" &&
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
URIs: ${mirror:?}/linux/$ID
Suites: ${UBUNTU_CODENAME:-$VERSION_CODENAME}
Components: stable
Architectures: $(dpkg --print-architecture)
Signed-By: /etc/apt/keyrings/docker.asc
EOF

#: install-engine
sudo apt-get update
sudo apt-get install --yes docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin

#: check-engine
sudo docker version --format '{{.Server.Version}}'
