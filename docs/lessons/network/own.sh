#: create
docker network create --subnet 172.30.0.0/24 shop

#: alias
docker run --detach --name redis-1 --network shop --network-alias db --ip 172.30.0.10 redis:8

#: ping-alias
docker run --rm --network shop redis:8 redis-cli -h db ping

#: who-is-there
docker network inspect --format '{{range .Containers}}{{println .Name .IPv4Address}}{{end}}' shop

#: run-web
docker run --detach --name web nginx

#: connect
docker network connect shop web

#: names
docker run --rm --network shop busybox wget -q -O - http://web | grep '<title>'

#: no-names
docker run --rm busybox wget -q -O - http://web

#: no-names-curl
docker run --rm nginx curl --silent --show-error http://web

#: apart
docker network create office
docker run --rm --network office busybox wget -q -T 3 -O - http://172.30.0.10:6379

#: overlap
docker network create --subnet 172.30.0.0/16 depot

#: see-subnets
docker network inspect --format '{{.Name}}: {{range .IPAM.Config}}{{.Subnet}}{{end}}' $(docker network ls --quiet)

#: in-use
docker network rm shop

#: internal
docker network create --internal vault
docker run --rm --network vault busybox ip route

#: none
docker run --rm --network none busybox ip -o link

#: remove
docker rm --force web redis-1
docker network rm shop office vault
