#: publish
docker run --detach --name web --publish 8080:80 nginx

#: see-port
docker port web

#: fetch
curl --silent http://localhost:8080 | grep '<title>'

#: taken
docker run --detach --name second --publish 8080:80 nginx

#: half-made
docker ps --all --filter name=second --format '{{.Names}}: {{.Status}}'
docker rm second

#: loopback-only
docker run --detach --name inside --publish 127.0.0.1:8081:80 nginx
docker port inside

#: any-port
docker run --detach --name anywhere --publish 80 nginx
docker port anywhere 80/tcp

#: not-published
docker run --detach --name hidden nginx
docker port hidden

#: by-address
#zh 没有发布，宿主机自己照样进得去
#en Not published, but the host itself gets in all the same
curl --silent "http://$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' hidden)" | grep '<title>'

#: remove
docker rm --force web inside anywhere hidden
