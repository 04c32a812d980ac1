#: ask
#zh 在 registry-compose.yaml 所在的目录里；密码不出现在命令行里
#en In the directory of registry-compose.yaml; the password appears on no command line
ask() {
  echo "user = reader:$(cat registry-password)" |
    curl --config - --no-progress-meter --cacert registry-certs/registry.crt "$@"
}
ask https://registry.internal/v2/team/tools/tags/list

#: find-digest
digest=$(
  ask --head --header 'Accept: application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json' \
    https://registry.internal/v2/team/tools/manifests/1.0 |
    sed --quiet 's/^docker-content-digest: \(sha256:[0-9a-f]*\).*/\1/Ip'
)
echo "$digest"

#: delete-image
ask --include --request DELETE "https://registry.internal/v2/team/tools/manifests/$digest"

#: tags-left
ask https://registry.internal/v2/team/tools/tags/list

#: reclaim
docker compose --file registry-compose.yaml stop
docker compose --file registry-compose.yaml run --rm --env REGISTRY_LOG_LEVEL=info registry \
  garbage-collect /etc/distribution/config.yml
docker compose --file registry-compose.yaml start
