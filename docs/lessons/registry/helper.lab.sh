#: copied-config
mkdir --mode=700 ~/.docker
echo '{ "credsStore": "desktop" }' > ~/.docker/config.json

#: no-helper
docker login --username reader --password-stdin registry.internal < ~/login-password

#: take-out
draft=$(mktemp)
jq 'del(.credsStore)' ~/.docker/config.json > "$draft" &&
  cp "$draft" ~/.docker/config.json

#: log-in-again
docker login --username reader --password-stdin registry.internal < ~/login-password
