#: run
docker run --detach --name web --restart unless-stopped --health-cmd 'wget -q -O - http://127.0.0.1/index.html' --health-interval 1s --health-timeout 2s --health-retries 2 busybox sh -c 'mkdir /www; echo fine > /www/index.html; exec httpd -f -h /www'

#: healthy
docker ps --format '{{.Names}}: {{.Status}}'

#: break
docker exec web rm /www/index.html

#: unhealthy
docker inspect --format '{{.State.Health.Status}}, {{.State.Status}}, {{.RestartCount}}' web

#: why
docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' web

#: list-unhealthy
docker run --detach --name other busybox sleep 600
docker ps --filter health=unhealthy --format '{{.Names}}'

#: repair
docker exec web sh -c 'echo fine > /www/index.html'
until docker ps --filter health=healthy | grep --quiet web; do sleep 1; done

#: remove
docker rm --force web other
