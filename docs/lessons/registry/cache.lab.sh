#: first-pull
docker pull nginx:1.29

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
