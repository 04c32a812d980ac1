#: run-nginx
docker run --detach --name trial-site --health-cmd 'curl --fail --silent --output /dev/null http://127.0.0.1/' --health-interval 10s --health-timeout 3s --health-retries 3 --health-start-period 30s nginx

#: see-status
docker ps --filter name=trial-site --format '{{.Names}}: {{.Status}}'

#: see-checks
docker inspect --format '{{json .State.Health}}' trial-site

#: no-tool
docker run --detach --name trial-other --health-cmd 'curl --fail http://127.0.0.1/' --health-interval 1s --health-retries 2 busybox sleep 600

#: no-tool-why
docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' trial-other

#: run
docker run --detach --name trial-web --restart unless-stopped --health-cmd 'wget -q -O - http://127.0.0.1/index.html' --health-interval 1s --health-timeout 2s --health-retries 2 busybox sh -c 'mkdir /www; echo fine > /www/index.html; exec httpd -f -h /www'

#: healthy
docker ps --filter name=trial-web --format '{{.Names}}: {{.Status}}'

#: break
docker exec trial-web rm /www/index.html

#: unhealthy
docker inspect --format '{{.State.Health.Status}}, {{.State.Status}}, {{.RestartCount}}' trial-web

#: why
docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' trial-web

#: list-unhealthy
docker ps --filter health=unhealthy --format '{{.Names}}'

#: repair
docker exec trial-web sh -c 'echo fine > /www/index.html'
until docker ps --filter health=healthy --format '{{.Names}}' | grep --quiet --line-regexp trial-web; do sleep 1; done

#: remove
docker rm --force trial-site trial-other trial-web
