#: stored
cat ~/.docker/config.json

#: decoded
sed --quiet 's/.*"auth": "\(.*\)"/\1/p' ~/.docker/config.json | base64 --decode

#: gone
docker logout registry.internal
cat ~/.docker/config.json
