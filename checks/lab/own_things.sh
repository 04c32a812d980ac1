#!/bin/bash
# What a reader may have on his host before he reads the first page: made by `nox -s read`.
set -e
sudo install -d /etc/docker
sudo tee /etc/docker/daemon.json >/dev/null <<'EOF'
{
  "dns-opts": ["attempts:3"],
  "insecure-registries": ["registry.internal:5000"],
  "labels": ["desk=7"],
  "log-opts": { "max-size": "30m" },
  "max-concurrent-uploads": 4,
  "shutdown-timeout": 33
}
EOF
sudo install -d /etc/systemd/system/docker.service.d
printf '[Service]\nEnvironment="OWN_SETTING=kept"\n' |
  sudo tee /etc/systemd/system/docker.service.d/own.conf >/dev/null
sudo systemctl daemon-reload
sudo systemctl restart docker

docker volume create accounts
docker network create --subnet 10.99.7.0/24 own-office
docker run --detach --name payroll --restart unless-stopped --network own-office \
  --volume accounts:/data --memory 64m busybox:1.37 sh -c 'sleep 1000000 & wait'
docker exec payroll sh -c 'echo "Ada 100" > /data/book'
docker run --name own-archive --volume /srv busybox:1.37 sh -c 'echo 1999 > /srv/year'
docker create --name own-spare busybox:1.37 true
printf 'FROM busybox:1.37\nRUN echo ours > /own\n' | docker build --tag ledger:1 -
docker tag ledger:1 registry.example/ledger:1
printf 'FROM busybox:1.37\nRUN echo nameless > /own\n' | docker build --quiet - >~/nameless
mkdir --parents ~/.docker
cat >~/.docker/config.json <<'EOF'
{
  "auths": {"registry.example": {"auth": "YWRhOnNlY3JldA=="}},
  "HttpHeaders": {"Own": "1"}
}
EOF
docker context create branch --docker host=ssh://ada@branch.example
mkdir ~/site
echo '<h1>Ours</h1>' >~/site/index.html
echo 'services: {own: {image: busybox}}' >~/site/compose.yaml
echo 'FROM scratch' >~/site/Dockerfile
for name in .env notes.txt backup.tar.gz index.html settings.env web.tar compose.override.yaml \
  password.txt; do
  echo "OWN=$name" >~/"$name"
done
(
  sudo crontab -l 2>/dev/null || true
  echo '0 3 * * * /usr/local/bin/own-backup'
) >~/crontab
sudo crontab ~/crontab 2>/dev/null || true
