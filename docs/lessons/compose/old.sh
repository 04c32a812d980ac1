#: folder
project=$(mktemp --directory --tmpdir=/var/tmp) && cd "$project"

#: not-found
docker-compose version

#: plugin
docker compose version --short

#: scripts
cd "${project:?}" && cat > backup.sh << 'SH' &&
#!/bin/sh
docker-compose --file docker-compose.yml exec -T db pg_dump --username=shop shop
SH
  cp backup.sh backup.sh.before &&
  sed --in-place 's/docker-compose /docker compose /g' backup.sh &&
  diff backup.sh.before backup.sh

#: wrapper
test ! -e /usr/local/bin/docker-compose &&
  sudo install --mode=755 /dev/stdin /usr/local/bin/docker-compose << 'SH'
#!/bin/sh
exec docker compose "$@"
SH

#: works
docker-compose version --short

#: undo
#zh 只删除上面那个包装脚本，真正的程序不动
#en Only the wrapper from above goes, never a real program
grep --quiet '^exec docker compose' /usr/local/bin/docker-compose &&
  sudo rm /usr/local/bin/docker-compose
hash -r

#: version
cd "${project:?}" && cat > docker-compose.yml << 'YAML' &&
version: "3.8"
services:
  web:
    image: nginx:1.29
    volumes: ["data:/data"]
volumes:
  data:
YAML
  docker compose --project-name old-demo up --detach

#: no-version
sed --in-place '/^version:/d' "${project:?}/docker-compose.yml" &&
  docker compose --project-name old-demo config --quiet

#: underscore
cd "${project:?}" &&
  docker compose --project-name old-demo down &&
  docker compose --project-name old-demo --compatibility up --detach
docker ps --filter name=old-demo --format '{{.Names}}'

#: hyphen
docker exec old-demo_web_1 touch /data/from-before
cd "${project:?}" &&
  docker compose --project-name old-demo down &&
  docker compose --project-name old-demo up --detach
docker ps --filter name=old-demo --format '{{.Names}}'
docker exec old-demo-web-1 ls /data

#: clean-up
cd "${project:?}" && docker compose --project-name old-demo down --volumes
cd && rm -r "${project:?}"
