#: env-file
cd ~/shop &&
  echo 'SHOP_PORT=8081' >> .env &&
  docker compose config | grep published

#: shell-wins
SHOP_PORT=8082 docker compose config | grep published

#: other-file
cd ~/shop && echo 'SHOP_PORT=8083' > test.env &&
  docker compose --env-file test.env config | grep published

#: up
cd ~/shop && docker compose up --detach --wait
curl --silent --show-error http://localhost:8081/

#: inside
docker compose exec app env | grep -E 'DB_|SHOP_'

#: secret
docker compose exec -T app ls -l /run/secrets
docker inspect --format '{{json .Config.Env}}' shop-db-1 | grep --count "$(cat secrets/db_password)"

#: required
docker compose --project-name shop-try --file - config << 'YAML'
services:
  web:
    image: nginx:${TAG:?say which nginx}
YAML

#: not-set
docker compose --project-name shop-try --file - config << 'YAML'
services:
  web:
    image: nginx:1.29
    command: echo $HOME_PAGE $$HOSTNAME
YAML

#: env-file-inside
cd ~/shop && echo 'GREETING=hello' > greeting.env &&
  docker compose --project-name shop-try --file - run --rm -T hello << 'YAML'
services:
  hello:
    image: busybox:1.37
    env_file: greeting.env
    environment:
      NAME: ${SHOP_PORT}
    command: env
YAML

#: clean-up
docker network rm shop-try_default
cd ~/shop && docker compose down &&
  sed --in-place '/^SHOP_PORT=8081$/d' .env &&
  rm test.env greeting.env
