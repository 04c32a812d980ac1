#: prepare
#zh 已有名为 shop 的项目或 ~/shop 目录，或者缺了一个文件，命令都会说出来，什么也不会动
#en If there is a project shop already, or a directory ~/shop, or if a file is missing, it is named and nothing is touched
one=label=com.docker.compose.project=shop
{ docker ps --all --filter $one --format '{{.Names}}'; docker volume ls --quiet --filter $one; } | grep . || {
  ls compose.yaml web.conf Dockerfile app.py && mkdir ~/shop ~/shop/app ~/shop/secrets &&
    mv compose.yaml web.conf ~/shop &&
    mv Dockerfile app.py ~/shop/app &&
    cd ~/shop
}

#: password
#zh 目录只有你能进；文件要让容器里的用户读得到
#en Only you can enter the directory; the user in the container must be able to read the file
cd ~/shop && chmod 700 secrets &&
  { test -s secrets/db_password || head --bytes=18 /dev/urandom | base64 > secrets/db_password; } &&
  chmod 644 secrets/db_password

#: config
docker compose config --quiet && docker compose config --services

#: build
cd ~/shop && docker compose build

#: up
cd ~/shop && docker compose up --detach --wait

#: ps
docker compose ps --format 'table {{.Service}}\t{{.Image}}\t{{.Status}}\t{{.Ports}}'

#: order
curl --silent --show-error --data '3 apples' http://localhost:8080/

#: see-row
docker compose exec db psql --username=shop --command='SELECT * FROM orders'

#: what-was-made
docker ps --all --filter label=com.docker.compose.project=shop --format '{{.Names}}'
docker network ls --filter label=com.docker.compose.project=shop --format '{{.Name}}'
docker volume ls --filter label=com.docker.compose.project=shop --format '{{.Name}}'

#: stop
cd ~/shop && docker compose stop

#: start
cd ~/shop && docker compose start

#: still-there
curl --silent --retry 20 --retry-all-errors --retry-delay 1 --fail http://localhost:8080/

#: down
cd ~/shop && docker compose down
