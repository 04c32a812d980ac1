#: prepare
project=$(mktemp --directory --tmpdir=/var/tmp) && cd "$project"

#: profile
cat > "${project:?}/compose.yaml" << 'YAML'
name: files-demo
services:
  web:
    image: nginx:1.29
    ports:
      - "8090:80"
  look:
    image: busybox:1.37
    profiles:
      - debug
    command: wget -q -O - http://web/
YAML
docker compose config --services

#: with-profile
docker compose --profile debug config --services

#: up
cd "${project:?}" && docker compose up --detach
docker compose ps --all --format '{{.Service}}'

#: run
docker compose run --rm look | grep '<title>'

#: override
cat > "${project:?}/compose.override.yaml" << 'YAML'
services:
  web:
    environment:
      TZ: UTC
    ports:
      - "8091:80"
YAML
docker compose config

#: without-override
docker compose --file compose.yaml config | grep published

#: production
cat > "${project:?}/production.yaml" << 'YAML'
services:
  web:
    restart: unless-stopped
    ports: !override
      - "127.0.0.1:8092:80"
YAML
docker compose --file compose.yaml --file production.yaml config

#: in-env
cd "${project:?}" && echo 'COMPOSE_FILE=compose.yaml:production.yaml' > .env &&
  docker compose up --detach
docker compose ps --format '{{.Service}} {{.Ports}}'

#: clean-up
cd "${project:?}" && docker compose down
cd && rm -r "${project:?}"
