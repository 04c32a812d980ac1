#: runtime
docker info --format '{{.DefaultRuntime}}'

#: like-a-machine
docker run --detach --name trial-box busybox sleep 600
docker exec trial-box ps
docker rm --force trial-box

#: kernel
sudo apt-get update
sudo apt-get install --yes linux-image-generic-lts-raring linux-headers-generic-lts-raring

#: transport
sudo apt-get install --yes apt-transport-https
ls /usr/lib/apt/methods/https

#: apt-key
sudo apt-key adv --keyserver hkp://keyserver.ubuntu.com:80 --recv-keys 36A1D7869245C8950F966E92D8576A8BA88D21E9

#: lxc-docker
sudo apt-get install lxc-docker -y --force-yes

#: without-force
sudo apt-get install --yes lxc-docker
