#: start
docker run --detach --name registry-trial --publish 127.0.0.1:5001:5000 \
  --volume registry-trial:/var/lib/registry --env REGISTRY_LOG_LEVEL=info registry:3

#: old-release
docker pull --quiet nginx:1.28
docker tag nginx:1.28 localhost:5001/web:stable
docker push --quiet localhost:5001/web:stable

#: new-release
docker pull --quiet nginx:1.29
docker tag nginx:1.29 localhost:5001/web:stable
docker push --quiet localhost:5001/web:stable

#: keeps-untagged
docker exec registry-trial registry garbage-collect --dry-run /etc/distribution/config.yml

#: what-if
docker exec registry-trial registry garbage-collect --dry-run --delete-untagged /etc/distribution/config.yml

#: collect-running
#zh 错误示范：registry 还在运行
#en How not to do it: the registry is running
docker exec registry-trial registry garbage-collect --delete-untagged /etc/distribution/config.yml

#: push-old
docker tag nginx:1.28 localhost:5001/web:old
docker push localhost:5001/web:old

#: pull-fails
docker rmi localhost:5001/web:old nginx:1.28
docker pull --quiet localhost:5001/web:old

#: restart
docker restart registry-trial

#: push-again
docker pull --quiet nginx:1.28
docker tag nginx:1.28 localhost:5001/web:old
docker push localhost:5001/web:old

#: pull-works
docker rmi localhost:5001/web:old nginx:1.28
docker pull localhost:5001/web:old

#: read-only
docker rm --force registry-trial
docker run --detach --name registry-trial --publish 127.0.0.1:5001:5000 \
  --volume registry-trial:/var/lib/registry \
  --env REGISTRY_LOG_LEVEL=info \
  --env 'REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}' registry:3

#: refuses-push
curl --silent --retry 10 --retry-all-errors http://localhost:5001/v2/web/tags/list
curl --no-progress-meter --request POST http://localhost:5001/v2/web/blobs/uploads/

#: remove
docker rm --force registry-trial
docker volume rm registry-trial
docker rmi localhost:5001/web:old localhost:5001/web:stable
