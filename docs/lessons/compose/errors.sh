#: prepare
project=$(mktemp --directory --tmpdir=/var/tmp) && cd "$project"

#: no-file
cd "${project:?}" && docker compose up --detach

#: unknown-key
cat > "${project:?}/compose.yaml" << 'YAML'
name: errors-demo
services:
  web:
    image: nginx:1.29
    port:
      - "8090:80"
YAML
docker compose config --quiet

#: mapping
cat > "${project:?}/compose.yaml" << 'YAML'
name: errors-demo
services:
  web:
    image: nginx:1.29
     ports:
      - "8090:80"
YAML
docker compose config --quiet

#: tab
printf 'name: errors-demo\nservices:\n\tweb:\n\t\timage: nginx:1.29\n' > "${project:?}/compose.yaml"
docker compose config --quiet

#: undefined
cat > "${project:?}/compose.yaml" << 'YAML'
name: errors-demo
services:
  web:
    image: nginx:1.29
    depends_on:
      - db
YAML
docker compose config --quiet

#: version
cat > "${project:?}/compose.yaml" << 'YAML'
version: "3.8"
name: errors-demo
services:
  web:
    image: nginx:1.29
    ports:
      - "8090:80"
    volumes: ["data:/data"]
volumes:
  data:
YAML
docker compose config --quiet
sed --in-place '/^version:/d' "${project:?}/compose.yaml"

#: in-use
cd "${project:?}" &&
  docker run --detach --name in-the-way --publish 8090:80 nginx:1.29 &&
  docker compose up --detach

#: who-has-it
docker ps --filter publish=8090 --format '{{.Names}}'

#: free
docker rm --force in-the-way
cd "${project:?}" && docker compose up --detach --force-recreate

#: network-in-use
docker run --detach --name trial-guest --network errors-demo_default nginx:1.29
docker compose --project-name errors-demo down

#: who-is-there
docker network inspect --format '{{range .Containers}}{{.Name}} {{end}}' errors-demo_default

#: leave
docker rm --force trial-guest
docker compose --project-name errors-demo down

#: renamed
cd "${project:?}" && sed --in-place 's/^name: errors-demo$/name: renamed-demo/' compose.yaml &&
  docker compose up --detach &&
  docker volume ls --quiet --filter name=errors-demo_data --filter name=renamed-demo_data

#: orphan
cd "${project:?}" && sed --in-place 's/  web:/  page:/' compose.yaml &&
  docker compose up --detach

#: remove-orphan
cd "${project:?}" && docker compose up --detach --remove-orphans --force-recreate

#: clean-up
docker compose --project-name renamed-demo down --volumes
docker volume rm errors-demo_data
cd ~ && rm -r "${project:?}"
