#: prepare
#zh 已有同名目录时，改用一个新的临时目录
#en If there is a directory of this name, a new temporary one is used
{ mkdir err-compose && cd err-compose; } || cd "$(mktemp --directory)"
project=$PWD

#: not-set
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    command: env
    environment:
      PASSWORD: ${PASSWORD}
YAML
cat > "${project:?}/.env" << 'ENV'
PASSWORD=pa$word
ENV
cd "${project:?}" && docker compose run --rm web

#: which-value
docker compose config | grep PASSWORD

#: is-set
cat > "${project:?}/.env" << 'ENV'
PASSWORD='pa$word'
ENV
cd "${project:?}" && docker compose run --rm web | grep PASSWORD

#: no-env-file
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    command: env
    env_file: app.env
YAML
docker compose config --quiet

#: which-files
ls -A

#: env-file-there
echo 'GREETING=hello' > "${project:?}/app.env"
cd "${project:?}" && docker compose run --rm web | grep GREETING

#: colon
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    environment:
      NAME: shop
      GREETING
    user: "1000"
YAML
docker compose config --quiet

#: which-line
sed --quiet '7p' compose.yaml

#: with-colon
sed --in-place 's/GREETING$/GREETING: hello/' "${project:?}/compose.yaml"
docker compose config --quiet && echo valid

#: twice
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    command: env
    image: nginx:1.29
YAML
docker compose config --quiet

#: which-lines
grep --line-number image: compose.yaml

#: once
sed --in-place '4d' "${project:?}/compose.yaml"
docker compose config --images

#: not-a-list
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    ports: 8095:80
YAML
docker compose config --quiet

#: a-list
sed --in-place 's/ports: \(.*\)/ports: ["\1"]/' "${project:?}/compose.yaml"
docker compose config | grep published

#: no-image
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    restart: always
YAML
docker compose config --quiet

#: image-there
echo '    image: busybox' >> "${project:?}/compose.yaml"
docker compose config --images

#: undefined-volume
cat > "${project:?}/compose.yaml" << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    volumes:
      - data:/data
YAML
docker compose config --quiet

#: defined-volume
printf 'volumes:\n  data:\n' >> "${project:?}/compose.yaml"
docker compose config --volumes

#: two-files
cp compose.yaml "${project:?}/docker-compose.yml"
docker compose config --quiet

#: which-differs
diff compose.yaml docker-compose.yml && echo same

#: one-file
mv "${project:?}"/docker-compose.yml{,.old}
docker compose config --quiet && echo valid

#: remove
docker compose --project-name err-compose down
cd ~ && rm -r "${project:?}"
