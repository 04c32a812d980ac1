#: live-restore-on
sudo mkdir --parents /etc/docker
echo '{ "live-restore": true }' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker && sleep 2
docker swarm init --advertise-addr eth0

#: live-restore-off
echo '{ "live-restore": false }' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker && sleep 2
docker swarm init --advertise-addr eth0

#: on-again
echo '{ "live-restore": true }' | sudo tee /etc/docker/daemon.json
dockerd --validate --config-file=/etc/docker/daemon.json
sudo systemctl restart docker

#: why
sudo journalctl --unit docker --since -5min --output cat --grep 'live-restore' | tail --lines=1

#: off-again
echo '{ "live-restore": false }' | sudo tee /etc/docker/daemon.json
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: join
docker swarm join-token worker | grep 'docker swarm join' | ssh worker.internal bash

#: nodes
docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}}'

#: drain
docker node update --availability drain "$(docker info --format '{{.Name}}')"
docker service create --quiet --name book --env 'NODE={{.Node.Hostname}}' --mount type=volume,source=book,target=/book busybox sh -c 'echo "written on $NODE" >> /book/page; sleep 100000'

#: no-rebalance
docker node update --availability active "$(docker info --format '{{.Name}}')"
docker service ps --filter desired-state=running --format '{{.Name}} {{.Node}}' book

#: node-fails
ssh worker.internal sudo systemctl stop docker.socket docker.service

#: moved
docker node ls --format '{{.Hostname}} {{.Status}}'
docker service ps --filter desired-state=running --format '{{.Name}} {{.Node}}' book

#: book-is-new
docker run --rm --volume book:/book busybox cat /book/page

#: node-back
ssh worker.internal sudo systemctl start docker
ssh worker.internal docker run --rm --volume book:/book busybox cat /book/page

#: no-failback
docker node ls --format '{{.Hostname}} {{.Status}}'
docker service ps --filter desired-state=running --format '{{.Name}} {{.Node}}' book

#: manager-fails
ssh worker.internal docker service ls

#: remove
docker service rm book
ssh worker.internal docker swarm leave
docker swarm leave --force
