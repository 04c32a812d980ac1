#: publish
docker run --detach --name trial-web --publish 8080:80 nginx

#: loopback-only
docker run --detach --name trial-inside --publish 127.0.0.1:8081:80 nginx
docker port trial-inside

#: one-address
#zh 通向外面的那块网卡的地址；有几个的，写你要的那一个
#en The address of the card that leads outside; where there are several, write the one that you want
address=$(ip -4 route get 203.0.113.1 | grep --only-matching --perl-regexp 'src \K[0-9.]+')
docker run --detach --name trial-one --publish "${address:?}:8082:80" nginx

#: see-port
docker port trial-web

#: see-all
docker ps --format '{{.Names}}: {{.Ports}}'

#: fetch
curl --silent http://localhost:8080 | grep '<title>'

#: taken
docker run --detach --name trial-second --publish 8080:80 nginx

#: half-made
docker ps --all --filter name=trial-second --format '{{.Names}}: {{.Status}}'
docker rm trial-second

#: deaf
docker run --detach --name trial-deaf --publish 8083:80 busybox httpd -f -p 127.0.0.1:80
curl --silent --show-error http://localhost:8083

#: deaf-why
docker exec trial-deaf netstat -ltn

#: any-port
docker run --detach --name trial-anywhere --publish 80 nginx
docker port trial-anywhere 80/tcp

#: not-published
docker run --detach --name trial-hidden nginx
docker port trial-hidden

#: by-address
#zh 没有发布，宿主机自己照样进得去
#en Not published, but the host itself gets in all the same
curl --silent "http://$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' trial-hidden)" | grep '<title>'

#: remove
docker rm --force trial-web trial-inside trial-one trial-second trial-deaf trial-anywhere trial-hidden
