#: prepare
#zh 已有同名目录时，改用一个新的临时目录
#en If there is a directory of this name, a new temporary one is used
{ mkdir err-compose && cd err-compose; } || cd "$(mktemp --directory)"

#: not-set
cat > compose.yaml << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    command: env
    environment:
      PASSWORD: ${PASSWORD}
YAML
cat > .env << 'ENV'
PASSWORD=pa$word
ENV
docker compose run --rm web

#: which-value
docker compose config | grep PASSWORD

#: is-set
cat > .env << 'ENV'
PASSWORD='pa$word'
ENV
docker compose run --rm web | grep PASSWORD

#: no-env-file
cat > compose.yaml << 'YAML'
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
echo 'GREETING=hello' > app.env
docker compose run --rm web | grep GREETING

#: colon
cat > compose.yaml << 'YAML'
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
sed --in-place 's/GREETING$/GREETING: hello/' compose.yaml
docker compose config --quiet && echo valid

#: twice
cat > compose.yaml << 'YAML'
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
sed --in-place '4d' compose.yaml
docker compose config --images

#: not-a-list
cat > compose.yaml << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    ports: 8095:80
YAML
docker compose config --quiet

#: a-list
sed --in-place 's/ports: \(.*\)/ports: ["\1"]/' compose.yaml
docker compose config | grep published

#: no-image
cat > compose.yaml << 'YAML'
name: err-compose
services:
  web:
    restart: always
YAML
docker compose config --quiet

#: image-there
echo '    image: busybox' >> compose.yaml
docker compose config --images

#: undefined-volume
cat > compose.yaml << 'YAML'
name: err-compose
services:
  web:
    image: busybox
    volumes:
      - data:/data
YAML
docker compose config --quiet

#: defined-volume
printf 'volumes:\n  data:\n' >> compose.yaml
docker compose config --volumes

#: two-files
cp compose.yaml docker-compose.yml
docker compose config --quiet

#: which-differs
diff compose.yaml docker-compose.yml && echo same

#: one-file
mv docker-compose.yml docker-compose.yml.old
docker compose config --quiet && echo valid

#: remove
docker compose down
cd .. && rm -r err-compose
