#: up
cd ~/shop && docker compose up --detach --wait

#: order
curl --silent --show-error --data '3 apples' http://localhost:8080/

#: where
sudo stat --format='%n %u:%g %a' "$(docker volume inspect --format '{{.Mountpoint}}' shop_data)"

#: dump
cd ~/shop && docker compose exec -T db pg_dump --username=shop --clean --if-exists shop > shop.sql.new &&
  grep 'dump complete' shop.sql.new && mv shop.sql.new shop.sql

#: down
cd ~/shop && docker compose down
docker volume ls --quiet --filter label=com.docker.compose.project=shop

#: up-again
cd ~/shop && docker compose up --detach --wait
curl --silent --show-error http://localhost:8080/

#: down-volumes
cd ~/shop && docker compose down --volumes
docker volume ls --quiet --filter label=com.docker.compose.project=shop

#: empty
cd ~/shop && docker compose up --detach --wait
curl --silent --show-error http://localhost:8080/

#: restore
cd ~/shop && docker compose exec -T db psql --username=shop --quiet --single-transaction --set=ON_ERROR_STOP=1 < shop.sql
curl --silent --show-error http://localhost:8080/

#: stop
cd ~/shop && docker compose down
