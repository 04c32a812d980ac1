#: start
docker run --detach --name registry --publish 127.0.0.1:5000:5000 \
  --volume registry:/var/lib/registry --env REGISTRY_STORAGE_DELETE_ENABLED=false \
  --env REGISTRY_LOG_LEVEL=info registry:3

#: fill
for release in 1.28 1.29; do
  docker pull --quiet "nginx:$release"
  docker tag "nginx:$release" "localhost:5000/web:$release"
  docker push --quiet "localhost:5000/web:$release"
done

#: digest
digest=$(docker buildx imagetools inspect --format '{{print .Manifest.Digest}}' localhost:5000/web:1.28)
echo "$digest"

#: refused
curl --no-progress-meter --include --request DELETE "http://localhost:5000/v2/web/manifests/$digest"

#: allow
docker rm --force registry
docker run --detach --name registry --publish 127.0.0.1:5000:5000 \
  --volume registry:/var/lib/registry --env REGISTRY_STORAGE_DELETE_ENABLED=true \
  --env REGISTRY_LOG_LEVEL=info registry:3

#: still-there
curl --silent --retry 10 --retry-all-errors http://localhost:5000/v2/web/tags/list

#: delete
curl --no-progress-meter --include --request DELETE "http://localhost:5000/v2/web/manifests/$digest"

#: tags
curl --no-progress-meter http://localhost:5000/v2/web/tags/list

#: size-before
docker exec registry du -s /var/lib/registry

#: collect
docker stop registry
docker run --rm --volumes-from registry --env REGISTRY_LOG_LEVEL=info \
  registry:3 garbage-collect /etc/distribution/config.yml
docker start registry

#: size-after
docker exec registry du -s /var/lib/registry

#: kept
docker rmi localhost:5000/web:1.29 nginx:1.29
docker pull localhost:5000/web:1.29

#: remove
docker rm --force registry
docker volume rm registry
docker rmi nginx:1.28 localhost:5000/web:1.28 localhost:5000/web:1.29
