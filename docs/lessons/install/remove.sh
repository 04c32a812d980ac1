#: list-what-goes
docker ps --all
docker images --all
docker volume ls

#: stop-containers
docker ps --quiet | xargs --no-run-if-empty docker stop

#: purge-packages
sudo apt-get purge --yes docker-ce docker-ce-cli docker-ce-rootless-extras docker-buildx-plugin docker-compose-plugin containerd.io docker.io containerd runc

#: remove-data
#zh 下面还挂载着什么，就列出来，不删
#en Where something is still mounted below, list it and delete nothing
! findmnt --list --noheadings --output TARGET | grep --extended-regexp '^/var/lib/(docker|containerd)/' &&
  sudo rm --recursive --force /var/lib/docker /var/lib/containerd /opt/containerd

#: remove-settings
sudo rm --recursive --force /etc/docker ~/.docker
sudo rm --force /etc/apt/sources.list.d/docker.{sources,list} /etc/apt/keyrings/docker.asc
sudo groupdel docker
sudo apt-get clean
sudo apt-get update

#: reboot
sudo reboot

#: prove-packages
#zh 没有输出，就是没有剩下
#en No output means that nothing is left
dpkg --get-selections | grep --extended-regexp 'docker|containerd|runc'

#: prove-files
sudo find / -xdev \( -name '*docker*' -o -name '*containerd*' \)

#: prove-network
ip -brief link show
getent group docker
