#: versions
#zh 两行都打印版本号，才往下做
#en Go on only if both lines print a version
docker version --format '{{.Server.Version}}'
docker compose version --short

#: folder
#zh 新建一个空目录并进去，变量 tour 记住它在哪里
#en Into a new, empty directory; the variable tour remembers where it is
tour=$(mktemp --directory --tmpdir=/var/tmp tour-XXXXXX) && cd "$tour" && pwd

#: run
docker run --detach --name tour-web --publish 127.0.0.1:8080:80 nginx:1.28

#: fetch
curl --fail --silent --show-error http://127.0.0.1:8080 | grep title

#: look
docker ps --filter name=tour

#: logs
docker logs --tail 1 tour-web

#: inside
docker exec tour-web ls /usr/share/nginx/html

#: remove-web
docker rm --force tour-web

#: write-page
cd "${tour:?}" && mkdir site && cat > site/index.html << 'EOF'
<!doctype html>
<title>tour</title>
<h1>Version 1 of my page</h1>
EOF

#: run-page
docker run --detach --name tour-web --publish 127.0.0.1:8080:80 --volume "${tour:?}/site:/usr/share/nginx/html:ro" nginx:1.28

#: change-page
#zh 在宿主机上改文件，容器不用重启
#en Change the file on the host; the container needs no restart
cd "${tour:?}" && sed --in-place 's/Version 1/Version 2/' site/index.html
curl --fail --silent --show-error http://127.0.0.1:8080 | grep Version

#: make-room
docker rm --force tour-web

#: write-compose
cd "${tour:?}" && cat > compose.yaml << 'EOF'
name: tour
services:
  web:
    image: nginx:1.28
    restart: unless-stopped
    ports:
      - "127.0.0.1:8080:80"
    volumes:
      - ./site:/usr/share/nginx/html:ro
  store:
    image: redis:8
    restart: unless-stopped
    volumes:
      - data:/data
volumes:
  data:
EOF

#: up
cd "${tour:?}" && docker compose up --detach --quiet-pull

#: services
docker compose ps --format 'table {{.Service}}\t{{.Image}}\t{{.State}}\t{{.Ports}}'

#: by-name
#zh 在 web 里连 store 的 6379 端口：PING 得到 PONG
#en From web, connect to port 6379 of store: PING gets PONG
docker compose exec web bash -c 'exec 3<> /dev/tcp/store/6379; echo PING >&3; head -n 1 <&3'

#: write-data
cd "${tour:?}" && docker compose exec store redis-cli set guest Ada

#: update
cd "${tour:?}" && sed --in-place 's/nginx:1.28/nginx:1.29/' compose.yaml &&
  docker compose up --detach --quiet-pull

#: after-update
docker compose ps --format 'table {{.Service}}\t{{.Image}}\t{{.State}}'
docker compose exec store redis-cli get guest

#: back-up
#zh 先停下数据库，免得文件写到一半
#en Stop the database first, so that no file is half written
cd "${tour:?}" && docker compose stop store &&
  docker run --rm --volume tour_data:/from:ro --volume "$tour:/to" busybox tar -czf /to/data.tar.gz -C /from . &&
  tar --list --file data.tar.gz

#: lose
cd "${tour:?}" && docker compose down --volumes

#: restore
#zh 建好容器和空的数据卷，先不启动；放回文件以后再启动
#en Make the containers and the empty volume without starting them; put the files back, then start
cd "${tour:?}" && docker compose up --no-start &&
  docker run --rm --volume tour_data:/to --volume "$tour:/from:ro" busybox tar -xzf /from/data.tar.gz -C /to &&
  docker compose start

#: read-again
docker compose exec store redis-cli get guest

#: clean-up
#zh 容器、网络、数据卷和目录，凡是这一页建的都删掉
#en Remove what this page made: containers, network, volume, directory
cd "${tour:?}" && docker compose down --volumes && cd && rm --recursive --force "$tour"
