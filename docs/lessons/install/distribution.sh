#: install-engine
sudo apt-get update
sudo apt-get install --yes docker.io docker-buildx

#: install-compose
#zh Ubuntu 的包名
#en The package's name on Ubuntu
sudo apt-get install --yes docker-compose-v2

#: install-compose-debian
#zh Debian 的包名
#en The package's name on Debian
sudo apt-get install --yes docker-compose

#: check-engine
systemctl is-active docker
sudo docker version --format '{{.Server.Version}}'
docker buildx version
docker compose version

#: unit
systemctl cat docker.service | grep --extended-regexp '^(Environment|Exec)'
