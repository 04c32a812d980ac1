#: up
cd ~/shop && docker compose up --detach --wait

#: by-name
docker compose exec web curl --silent --show-error http://app:8000/

#: not-reached
docker compose exec web curl --silent --show-error --max-time 5 telnet://db:5432

#: reached
docker compose exec app python3 -c 'import socket; print(socket.create_connection(("db", 5432), 5).getpeername()[1])'

#: no-way-out
docker compose exec db bash -c 'echo > /dev/tcp/192.0.2.1/443'

#: published
docker compose ps --format 'table {{.Service}}\t{{.Ports}}'

#: not-published
curl --silent --show-error http://localhost:5432/

#: members
for network in shop_front shop_back; do
  docker network inspect --format '{{.Name}}: internal={{.Internal}}{{range .Containers}} {{.Name}}{{end}}' "$network"
done

#: down
cd ~/shop && docker compose down
