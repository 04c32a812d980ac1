#: start-mirror
ssh mirror.internal docker run --detach --name mirror --restart unless-stopped \
  --publish 5000:5000 --env REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io registry:3

#: block
#zh 演示用：让这台宿主机连不上 Docker Hub；Docker 会把 /etc/hosts 记住 5 秒
#en For the demonstration: cut this host off from Docker Hub; Docker remembers /etc/hosts for 5 seconds
cp /etc/hosts hosts.before
echo 127.0.0.1 registry-1.docker.io auth.docker.io | sudo tee --append /etc/hosts
sleep 5

#: pull-in-vain
docker pull busybox:1.37

#: no-scheme
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "registry-mirrors": ["mirror.internal:5000"]
}
EOF
sudo systemctl reload docker

#: still-no-mirror
docker info --format '{{.RegistryConfig.Mirrors}}'

#: validate
dockerd --validate

#: what-was-wrong
sudo journalctl --unit=docker --grep='invalid mirror' --lines=1 --output=cat

#: other-forms
for mirror in mirror.internal 'https://name:password@mirror.internal' 'https://mirror.internal?x=1' \
  ftp://mirror.internal https:/mirror.internal 'https：//mirror.internal'; do
  echo "$mirror"
  echo "{ \"registry-mirrors\": [\"$mirror\"] }" > mirror-draft.json
  dockerd --validate --config-file=mirror-draft.json
done
rm mirror-draft.json

#: restart-without-scheme
sudo systemctl restart docker

#: why-it-is-down
sudo journalctl --unit=docker --grep='invalid mirror' --lines=1 --output=cat

#: with-scheme
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "registry-mirrors": ["http://mirror.internal:5000"]
}
EOF
sudo systemctl reset-failed docker docker.socket
sudo systemctl restart docker

#: mirror-is-set
docker info --format '{{.RegistryConfig.Mirrors}}'

#: pull
docker pull busybox:1.37

#: mirror-log
ssh mirror.internal docker logs mirror 2>&1 | grep --only-matching '"[A-Z]* /v2/library/busybox/manifests/1.37'

#: mirror-dies
ssh mirror.internal docker stop mirror

#: pull-from-dead
docker pull nginx:1.29

#: journal
sudo journalctl --unit=docker --grep=mirror.internal --lines=1 --output=cat

#: try-mirror
curl --silent --show-error --max-time 10 --output /dev/null http://mirror.internal:5000/v2/

#: two-mirrors
ssh mirror.internal docker start mirror
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "registry-mirrors": ["http://mirror.internal:5999", "http://mirror.internal:5000"]
}
EOF
sudo systemctl reload docker

#: try-again
curl --silent --retry 10 --retry-all-errors --output /dev/null --write-out '%{http_code}\n' http://mirror.internal:5000/v2/

#: pull-second
docker pull nginx:1.29

#: unblock
sudo cp hosts.before /etc/hosts
rm hosts.before
sleep 5

#: pull-unknown
#zh 加速器里没有的，就问 Docker Hub
#en What no mirror has, Docker asks Docker Hub for
ssh mirror.internal docker stop mirror
docker pull hello-world

#: remove
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
ssh mirror.internal docker rm --volumes mirror
