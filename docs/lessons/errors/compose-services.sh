#: prepare
#zh 已有同名目录时，改用一个新的临时目录
#en If there is a directory of this name, a new temporary one is used
{ mkdir err-services && cd err-services; } || cd "$(mktemp --directory)"
project=$PWD

#: cycle
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-services
services:
  web:
    image: busybox
    depends_on: [db]
  db:
    image: busybox
    depends_on: [web]
YAML
docker compose config --quiet

#: no-cycle
sed --in-place '$d' "${project:?}/compose.yaml"
docker compose config --services

#: no-service
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-services
services:
  web:
    image: busybox
    command: sleep 600
    init: true
YAML
docker compose --file "${project:?}/compose.yaml" restart wbe

#: which-services
docker compose config --services

#: not-running
docker compose exec web true

#: which-state
docker compose ps --all

#: running
cd "${project:?}" && docker compose up --detach
docker compose exec web true && echo works

#: job-fails
docker compose --project-name err-services down
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-services
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    depends_on:
      job: {condition: service_completed_successfully}
  job:
    image: busybox
    command: ls /err-nowhere
YAML
cd "${project:?}" && docker compose up --detach

#: why-job
docker compose logs --no-log-prefix job

#: job-works
sed --in-place 's:/err-nowhere:/etc/passwd:' "${project:?}/compose.yaml"
cd "${project:?}" && docker compose up --detach
docker compose ps --format '{{.Service}} {{.State}}'

#: remove
docker compose --project-name err-services down
cd ~ && rm -r "${project:?}"
