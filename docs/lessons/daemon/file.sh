#: read
cat daemon.json

#: validate
dockerd --validate --config-file=daemon.json

#: put
sudo install -D --mode=0644 --backup=numbered daemon.json /etc/docker/daemon.json
sudo systemctl restart docker

#: see-daemon
docker info --format 'live-restore: {{.LiveRestoreEnabled}}
log-driver: {{.LoggingDriver}}
default-address-pools: {{.DefaultAddressPools}}'
ip -brief -4 address show docker0

#: see-container
docker run --detach --name web nginx
docker inspect --format '{{.HostConfig.LogConfig}}' web

#: remove
docker rm --force web
