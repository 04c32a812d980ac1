#: create
docker network create --subnet 172.30.0.0/24 trial-shop

#: alias
docker run --detach --name trial-redis --network trial-shop --network-alias db --ip 172.30.0.10 redis:8

#: ping-alias
docker run --rm --network trial-shop redis:8 redis-cli -h db ping

#: who-is-there
docker network inspect --format '{{range .Containers}}{{println .Name .IPv4Address}}{{end}}' trial-shop

#: run-web
docker run --detach --name trial-web nginx

#: connect
docker network connect trial-shop trial-web

#: names
docker run --rm --network trial-shop busybox wget -q -O - http://trial-web | grep '<title>'

#: no-names
docker run --rm busybox wget -q -O - http://trial-web

#: no-names-curl
docker run --rm nginx curl --silent --show-error http://trial-web

#: apart
docker network create trial-office
docker run --rm --network trial-office busybox wget -q -T 3 -O - http://172.30.0.10:6379

#: overlap
docker network create --subnet 172.30.0.0/16 trial-depot

#: see-subnets
docker network inspect --format '{{.Name}}: {{range .IPAM.Config}}{{.Subnet}}{{end}}' $(docker network ls --quiet)

#: in-use
docker network rm trial-shop

#: internal
docker network create --internal trial-vault
docker run --rm --network trial-vault busybox ip route

#: none
docker run --rm --network none busybox ip -o link

#: remove
docker rm --force trial-web trial-redis
docker network rm trial-shop trial-office trial-vault
