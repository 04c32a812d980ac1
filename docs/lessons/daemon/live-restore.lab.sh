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

#: remove
docker rm --force web
