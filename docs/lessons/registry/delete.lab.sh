#: start
docker run --detach --name registry-trial --publish 127.0.0.1:5001:5000 \
  --volume registry-trial:/var/lib/registry --env REGISTRY_STORAGE_DELETE_ENABLED=false \
  --env REGISTRY_LOG_LEVEL=info registry:3

#: fill
for release in 1.28 1.29; do
  docker pull --quiet "nginx:$release"
  docker tag "nginx:$release" "localhost:5001/web:$release"
  docker push --quiet "localhost:5001/web:$release"
done

#: digest
digest=$(docker buildx imagetools inspect --format '{{print .Manifest.Digest}}' localhost:5001/web:1.28)
echo "$digest"

#: refused
curl --no-progress-meter --include --request DELETE "http://localhost:5001/v2/web/manifests/$digest"

#: allow
docker rm --force registry-trial
docker run --detach --name registry-trial --publish 127.0.0.1:5001:5000 \
  --volume registry-trial:/var/lib/registry --env REGISTRY_STORAGE_DELETE_ENABLED=true \
  --env REGISTRY_LOG_LEVEL=info registry:3

#: still-there
curl --silent --retry 10 --retry-all-errors http://localhost:5001/v2/web/tags/list

#: delete
curl --no-progress-meter --include --request DELETE "http://localhost:5001/v2/web/manifests/$digest"

#: tags
curl --no-progress-meter http://localhost:5001/v2/web/tags/list

#: size-before
docker exec registry-trial du -s /var/lib/registry

#: collect
docker stop registry-trial
docker run --rm --volumes-from registry-trial --env REGISTRY_LOG_LEVEL=info \
  registry:3 garbage-collect /etc/distribution/config.yml
docker start registry-trial

#: size-after
docker exec registry-trial du -s /var/lib/registry

#: kept
docker rmi localhost:5001/web:1.29 nginx:1.29
docker pull localhost:5001/web:1.29

#: remove
docker rm --force registry-trial
docker volume rm registry-trial
docker rmi nginx:1.28 localhost:5001/web:1.28 localhost:5001/web:1.29
