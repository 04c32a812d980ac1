#: send-image
docker pull --quiet nginx:1.29
docker tag nginx:1.29 moved-web:1.0
docker save moved-web:1.0 | gzip | ssh other.internal docker load

#: run-there
ssh other.internal docker run --detach --name moved-web --publish 8080:80 moved-web:1.0

#: answers
curl --silent --retry 10 --retry-all-errors http://other.internal:8080 | head -n 4

#: without-name
#zh 用 ID 保存，名称就没有跟着走
#en Saved by id, the image leaves its name behind
docker pull --quiet busybox:1.37
docker save "$(docker image inspect --format '{{.Id}}' busybox:1.37)" | ssh other.internal docker load
ssh other.internal docker images --all

#: stop-there
ssh other.internal docker rm --force moved-web
