#: can-i
docker info --format 'swarm {{.Swarm.LocalNodeState}}, live-restore {{.LiveRestoreEnabled}}'

#: init
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1 --default-addr-pool 10.201.0.0/16

#: host-changes
docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}' | grep --extended-regexp 'ingress|gwbridge'
docker network inspect --format '{{.Name}}{{range .IPAM.Config}} {{.Subnet}}{{end}}' ingress docker_gwbridge
sudo ss --listening --tcp --udp --numeric --no-header --processes | grep '"dockerd"' | awk '{ print $1, $5 }'

#: create
docker service create --quiet --name trial-hello --replicas 3 --update-delay 1s nginx:1.28

#: list
docker service ls --format '{{.Name}} {{.Mode}} {{.Replicas}} {{.Image}}'
docker service ps --format '{{.Name}} {{.Node}} {{.DesiredState}}' trial-hello

#: publish
docker service update --quiet --publish-add 8090:80 trial-hello
curl --silent --show-error --fail http://localhost:8090/ | grep '<title>'

#: kill
docker rm --force "$(docker ps --quiet --filter label=com.docker.swarm.service.name=trial-hello | head --lines=1)"

#: healed
docker service ls --format '{{.Name}} {{.Replicas}}'
docker service ps --filter desired-state=shutdown --format '{{.DesiredState}} {{.Error}}' trial-hello

#: update
docker service update --quiet --image nginx:1.29 trial-hello
docker service ps --filter desired-state=running --format '{{.Image}} {{.DesiredState}}' trial-hello

#: bad-update
docker service update --quiet --update-failure-action rollback --image nginx:0.0-nosuch trial-hello

#: rolled-back
docker service inspect --format '{{.UpdateStatus.State}}' trial-hello
docker service ls --format '{{.Name}} {{.Replicas}} {{.Image}}'

#: leave
docker swarm leave

#: undo
docker service rm trial-hello
docker swarm leave --force
docker ps --all --quiet --filter label=com.docker.swarm.service.name=trial-hello | xargs --no-run-if-empty docker rm --force
docker network rm docker_gwbridge

#: gone
docker info --format 'swarm {{.Swarm.LocalNodeState}}'
docker service ls
