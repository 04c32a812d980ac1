#: list-what-goes
docker ps --all
docker images
docker volume ls

#: purge-packages
sudo apt-get purge --yes --auto-remove docker-ce docker-ce-cli docker-ce-rootless-extras docker-buildx-plugin docker-compose-plugin containerd.io docker.io containerd runc

#: remove-data
sudo rm --recursive --force /var/lib/docker /var/lib/containerd /opt/containerd

#: remove-settings
sudo rm --recursive --force /etc/docker ~/.docker
sudo rm --force /etc/apt/sources.list.d/docker.sources /etc/apt/keyrings/docker.asc
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
