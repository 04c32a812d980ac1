#: start
ssh registry.internal docker run --detach --name cache --restart always \
  --publish 5000:5000 --volume cache:/var/lib/registry \
  --env REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io registry:3

#: is-up
curl --silent --retry 10 --retry-all-errors http://registry.internal:5000/v2/_catalog

#: use-it
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "registry-mirrors": ["http://registry.internal:5000"]
}
EOF
sudo systemctl reload docker

#: pull
docker pull nginx:1.29

#: catalogue
curl --no-progress-meter http://registry.internal:5000/v2/_catalog

#: log
#zh 第一个数：缓存从 Docker Hub 取了几样；第二个数：它交给 Docker 几个数据块
#en First: how many things the cache fetched from Docker Hub; second: how many blobs it gave to Docker
ssh registry.internal docker logs cache 2>&1 | grep --count 'Adding new scheduler entry'
ssh registry.internal docker logs cache 2>&1 | grep --count 'GET /v2/library/nginx/blobs/'

#: cut-off
#zh 让缓存以为 Docker Hub 就是它自己
#en Let the cache take itself for Docker Hub
ssh registry.internal "docker exec cache sh -c 'echo 127.0.0.1 registry-1.docker.io >> /etc/hosts'"

#: forget
docker rmi nginx:1.29

#: pull-again
docker pull nginx:1.29

#: log-again
ssh registry.internal docker logs cache 2>&1 | grep --count 'Adding new scheduler entry'
ssh registry.internal docker logs cache 2>&1 | grep --count 'GET /v2/library/nginx/blobs/'

#: search
docker search --limit 1 nginx
ssh registry.internal docker logs cache 2>&1 | grep --count /v1/search

#: push-refused
curl --no-progress-meter --request POST http://registry.internal:5000/v2/tools/blobs/uploads/

#: remove
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
ssh registry.internal docker rm --force cache
ssh registry.internal docker volume rm cache
