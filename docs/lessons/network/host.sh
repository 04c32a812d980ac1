#: free
ss --listening --tcp --numeric --no-header 'sport = :80'

#: run
docker run --detach --name host-web --network host nginx

#: fetch
curl --silent --show-error --retry 5 --retry-all-errors http://localhost/ | grep '<title>'

#: see
docker ps --filter name=host-web --format '{{.Names}}: {{.Ports}}'
ss --listening --tcp --numeric --no-header 'sport = :80'

#: discarded
docker run --rm --network host --publish 8080:80 busybox true

#: taken
docker run --rm --network host busybox nc -l -p 80

#: who
sudo ss --listening --tcp --numeric --processes --no-header 'sport = :80'

#: by-name
docker run --rm --network host busybox wget -q -O - http://host-web/

#: by-address
docker run --rm --network host busybox wget -q -O - http://127.0.0.1/ | grep '<title>'

#: not-the-host
docker run --rm busybox wget -q -O - http://127.0.0.1/

#: to-host
docker run --rm --add-host host.docker.internal:host-gateway busybox wget -q -O - http://host.docker.internal/ | grep '<title>'

#: compose
docker compose --project-name host-trial --file - up --detach << 'YAML'
services:
  web:
    image: busybox
    command: httpd -f -p 8082
    network_mode: host
YAML
docker inspect --format '{{.HostConfig.NetworkMode}}' host-trial-web-1

#: remove
docker rm --force host-web
docker compose --project-name host-trial down
