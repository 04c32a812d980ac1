#: run-web
docker run --detach --name web nginx

#: restart
sudo systemctl restart docker
docker ps --all --format '{{.Names}}: {{.Status}}'

#: keep-alive
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "live-restore": true
}
EOF
sudo systemctl reload docker

#: start-web
docker start web
pid=$(docker inspect --format '{{.State.Pid}}' web)
address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' web)

#: stop-docker
sudo systemctl stop docker.socket docker.service

#: still-serving
ps -o args= --pid "$pid"
curl --silent "http://$address" | grep '<title>'

#: start-docker
sudo systemctl start docker

#: same-process
test "$(docker inspect --format '{{.State.Pid}}' web)" = "$pid" && echo "the same process"

#: other-bridge
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "live-restore": true,
  "bip": "10.200.0.1/24"
}
EOF
sudo systemctl restart docker
ip -brief -4 address show docker0

#: why-not
sudo journalctl --unit=docker --grep='running containers' --lines=1 --output=cat

#: stop-first
docker stop web
sudo systemctl restart docker
ip -brief -4 address show docker0

#: remove
docker rm --force web
