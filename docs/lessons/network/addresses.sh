#: create
docker network create --subnet 172.30.9.0/24 --gateway 172.30.9.1 --ip-range 172.30.9.128/25 trial-fixed

#: run
docker run --detach --name fixed-web --network trial-fixed --ip 172.30.9.10 nginx
docker run --detach --name fixed-any --network trial-fixed nginx

#: see
docker network inspect --format '{{range .Containers}}{{println .Name .IPv4Address}}{{end}}' trial-fixed

#: again
docker rm --force fixed-web
docker run --detach --name fixed-web --network trial-fixed --ip 172.30.9.10 nginx

#: compose
mkdir trial-addresses &&
  cat > trial-addresses/compose.yaml << 'EOF' &&
services:
  web:
    image: nginx
    networks:
      lan:
        ipv4_address: 172.30.10.10
networks:
  lan:
    ipam:
      config:
        - subnet: 172.30.10.0/24
          ip_range: 172.30.10.128/25
          gateway: 172.30.10.1
EOF
  docker compose --file trial-addresses/compose.yaml up --detach &&
  docker compose --file trial-addresses/compose.yaml exec web hostname -i

#: taken
docker run --name fixed-second --network trial-fixed --ip 172.30.9.10 nginx

#: outside
docker run --rm --network trial-fixed --ip 172.30.99.10 nginx

#: routes
ip route show
docker network ls --quiet --filter driver=bridge |
  xargs docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}} {{end}}{{.Name}}'

#: remove
docker compose --file trial-addresses/compose.yaml down
rm trial-addresses/compose.yaml
rmdir trial-addresses
docker rm --force fixed-web fixed-any fixed-second
docker network rm trial-fixed
