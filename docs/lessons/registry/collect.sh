#: what-would-go
docker compose --file registry-compose.yaml run --rm --env REGISTRY_LOG_LEVEL=info registry \
  garbage-collect --dry-run --delete-untagged /etc/distribution/config.yml

#: collect-stopped
docker compose --file registry-compose.yaml stop
docker compose --file registry-compose.yaml run --rm --env REGISTRY_LOG_LEVEL=info registry \
  garbage-collect --delete-untagged /etc/distribution/config.yml
docker compose --file registry-compose.yaml start

#: answers
curl --silent --retry 10 --retry-all-errors --output /dev/null --write-out '%{http_code}\n' \
  --cacert registry-certs/registry.crt https://registry.internal/v2/
