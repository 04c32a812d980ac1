#: start
ssh registry.internal docker run --detach --name hub-cache --restart unless-stopped \
  --publish 5000:5000 --volume hub-cache:/var/lib/registry \
  --env REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io registry:3

#: is-up
curl --silent --retry 10 --retry-all-errors http://registry.internal:5000/v2/_catalog

#: install-jq
sudo apt-get update
sudo apt-get install --yes jq

#: use-it
#zh 原来的文件留一份，再把这一项加进去
#en Keep a copy of the file, then add the key to it
sudo install --directory /etc/docker
[ -s /etc/docker/daemon.json ] || echo '{}' | sudo tee /etc/docker/daemon.json
sudo cp --preserve /etc/docker/daemon.json /etc/docker/daemon.json.before
jq '."registry-mirrors" += ["http://registry.internal:5000"]' /etc/docker/daemon.json > ~/daemon.json.new &&
  sudo cp ~/daemon.json.new /etc/docker/daemon.json
sudo systemctl reload docker

#: pull
docker pull nginx:1.29

#: catalogue
curl --no-progress-meter http://registry.internal:5000/v2/_catalog

#: log
#zh 第一个数：缓存从 Docker Hub 取了几样；第二个数：它交给 Docker 几个数据块
#en First: how many things the cache fetched from Docker Hub; second: how many blobs it gave to Docker
ssh registry.internal docker logs hub-cache 2>&1 | grep --count 'Adding new scheduler entry'
ssh registry.internal docker logs hub-cache 2>&1 | grep --count 'GET /v2/library/nginx/blobs/'

#: cut-off
#zh 让缓存以为 Docker Hub 就是它自己
#en Let the cache take itself for Docker Hub
ssh registry.internal "docker exec hub-cache sh -c 'echo 127.0.0.1 registry-1.docker.io >> /etc/hosts'"

#: forget
docker rmi nginx:1.29

#: pull-again
docker pull nginx:1.29

#: log-again
ssh registry.internal docker logs hub-cache 2>&1 | grep --count 'Adding new scheduler entry'
ssh registry.internal docker logs hub-cache 2>&1 | grep --count 'GET /v2/library/nginx/blobs/'

#: search
docker search --limit 1 nginx
ssh registry.internal docker logs hub-cache 2>&1 | grep --count /v1/search

#: push-refused
curl --no-progress-meter --request POST http://registry.internal:5000/v2/tools/blobs/uploads/

#: remove
jq '."registry-mirrors" -= ["http://registry.internal:5000"]' /etc/docker/daemon.json > ~/daemon.json.new &&
  sudo cp ~/daemon.json.new /etc/docker/daemon.json
rm ~/daemon.json.new
sudo systemctl reload docker
ssh registry.internal docker rm --force hub-cache
ssh registry.internal docker volume rm hub-cache
