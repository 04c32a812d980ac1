#: prepare
#zh 已有同名目录时，改用一个新的临时目录
#en If there is a directory of this name, a new temporary one is used
{ mkdir err-names && cd err-names; } || cd "$(mktemp --directory)"
project=$PWD

#: external-network
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-names
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    networks: [back]
networks:
  back:
    name: err-back
    external: true
YAML
cd "${project:?}" && docker compose up --detach

#: which-networks
docker network ls --filter name=err-back

#: network-there
docker network create err-back
cd "${project:?}" && docker compose up --detach

#: not-ours
docker compose --project-name err-names down
sed --in-place '/external: true/d' "${project:?}/compose.yaml"
cd "${project:?}" && docker compose up --detach

#: whose-network
docker network inspect --format '{{json .Labels}}' err-back

#: ours-again
echo '    external: true' >> "${project:?}/compose.yaml"
cd "${project:?}" && docker compose up --detach

#: external-volume
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-names
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    volumes: ["data:/data"]
volumes:
  data:
    name: err-data
    external: true
YAML
cd "${project:?}" && docker compose up --detach

#: which-volumes
docker volume ls --filter name=err-

#: volume-there
docker volume create err-data
cd "${project:?}" && docker compose up --detach

#: volume-not-ours
docker compose --project-name err-names down
sed --in-place '/external: true/d' "${project:?}/compose.yaml"
cd "${project:?}" && docker compose up --detach

#: whose-volume
docker volume inspect --format '{{json .Labels}}' err-data

#: volume-external
grep --quiet '^name: err-names$' compose.yaml &&
  echo '    external: true' >> "${project:?}/compose.yaml" &&
  docker compose --project-name err-names down --volumes
docker volume ls --quiet --filter name=err-data

#: fixed-name
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-names
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    container_name: err-web
YAML
cd "${project:?}" && docker compose up --detach
cd "${project:?}" && docker compose --project-name err-copy up --detach

#: whose-container
docker inspect --format '{{index .Config.Labels "com.docker.compose.project"}}' err-web

#: free-name
sed --in-place '/container_name/d' "${project:?}/compose.yaml"
cd "${project:?}" && docker compose --project-name err-copy up --detach
docker compose --project-name err-copy down
docker compose --project-name err-names down

#: remove
docker compose --project-name err-names down
docker network rm err-back
docker volume rm err-data
cd ~ && rm -r "${project:?}"
