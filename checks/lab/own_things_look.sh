#!/bin/bash
# What is there of a reader's own things, one line each; any that is gone or changed has no line as
# before. Run by `nox -s read` as root.
cd /home/reader || exit
tr -d ' \n' </etc/docker/daemon.json |
  grep --only-matching -e '"labels":\["desk=7"\]' -e '"max-concurrent-uploads":4' -e '"shutdown-timeout":33' \
    -e '"dns-opts":\["attempts:3"\]' -e '"insecure-registries":\["registry.internal:5000"\]' -e '"max-size":"30m"'
tr -d ' \n\t' <.docker/config.json |
  grep --only-matching -e '"registry.example":{"auth":"YWRhOnNlY3JldA=="}' -e '"HttpHeaders":{"Own":"1"}'
docker info --format 'the running daemon has {{json .Labels}}'
systemctl show docker --property=Environment | grep --only-matching OWN_SETTING=kept
systemctl is-active docker
systemctl is-enabled docker
docker volume ls --format 'volume {{.Name}}' | grep accounts
docker network inspect own-office --format 'network {{.Id}} {{range .IPAM.Config}}{{.Subnet}}{{end}}'
docker inspect payroll --format 'container {{.Name}} {{.Id}} running {{.State.Running}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Memory}} {{.HostConfig.NetworkMode}}'
docker exec payroll cat /data/book
docker inspect own-archive --format 'container {{.Name}} {{.Id}} {{range .Mounts}}{{.Name}}{{end}} exit {{.State.ExitCode}}'
docker inspect own-spare --format 'container {{.Name}} {{.Id}} {{.State.Status}}'
docker run --rm --volumes-from own-archive busybox:1.37 cat /srv/year
for image in ledger:1 registry.example/ledger:1 busybox:1.37 "$(cat nameless)"; do
  docker image inspect "$image" --format "image $image {{.Id}}"
done
sudo -u reader docker context inspect branch --format 'context {{.Endpoints.docker.Host}}'
sha256sum site/index.html site/compose.yaml site/Dockerfile .env notes.txt backup.tar.gz index.html settings.env \
  web.tar compose.override.yaml password.txt
sudo crontab -l 2>/dev/null | grep own-backup
echo "user $(id --name --user 1000) in $(id --name --groups reader)"
