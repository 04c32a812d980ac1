#: download
#zh 一个新目录；有同名的就停下，什么也不下载
#en A new directory; if there is one of that name, nothing is downloaded
sudo apt-get update
mkdir docker-offline docker-offline/partial &&
  sudo apt-get install --yes --download-only --option Dir::Cache::archives="$PWD/docker-offline" \
    docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin

#: pack
cd docker-offline &&
  sha256sum -- *.deb > SHA256SUMS &&
  tar --create --file ../docker-offline.tar -- SHA256SUMS *.deb &&
  cd ..
ls docker-offline

#: carry
scp online.internal:docker-offline.tar .

#: unpack
mkdir docker-offline &&
  tar --extract --file docker-offline.tar --directory docker-offline &&
  cd docker-offline &&
  sha256sum --check SHA256SUMS

#: install
sha256sum --check --quiet SHA256SUMS && sudo apt-get install --yes ./*.deb

#: check
systemctl is-active docker
sudo docker version --format '{{.Server.Version}}'

#: one-missing
sudo apt-get install --yes ./docker-ce_*.deb

#: tidy
cd .. && rm --recursive docker-offline docker-offline.tar
