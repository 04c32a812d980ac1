#: docker-run
docker run --detach --name first-web --publish 8080:80 --restart unless-stopped nginx:1.29

#: remove-run
docker rm --force first-web

#: version
docker compose version

#: write
#zh 新目录 ~/first；已有同名目录时，第一条命令报错，不会往下执行
#en A new directory ~/first; if it exists, the first command fails and nothing else runs
mkdir ~/first && cd ~/first && cat > compose.yaml << 'YAML'
services:
  web:
    image: nginx:1.29
    restart: unless-stopped
    ports:
      - "8080:80"
YAML

#: up
cd ~/first && docker compose up --detach

#: ps
docker compose ps --format 'table {{.Name}}\t{{.Image}}\t{{.Service}}\t{{.Ports}}'

#: fetch
curl --silent --retry 10 --retry-all-errors --retry-delay 1 http://localhost:8080/ | grep '<title>'

#: logs
docker compose logs --no-log-prefix --tail 1 web

#: exec
docker compose exec web nginx -v

#: change
cd ~/first && sed --in-place 's/8080:80/8081:80/' compose.yaml &&
  docker compose up --detach

#: fetch-again
curl --silent --retry 10 --retry-all-errors --retry-delay 1 http://localhost:8081/ | grep '<title>'

#: down
cd ~/first && docker compose down

#: what-stays
docker compose ps --all --quiet
ls ~/first
