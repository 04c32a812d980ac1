#: install-htpasswd
ssh registry.internal 'sudo apt-get update && sudo apt-get install --yes apache2-utils'

#: make-password
(umask 077 && openssl rand -hex 16 > ~/registry-password)

#: store-hash
#zh 密码从标准输入过去，不出现在任何命令行里
#en The password travels on standard input and appears on no command line
ssh registry.internal 'install --directory --mode=700 registry-auth &&
  htpasswd -i -B -n reader > registry-auth/htpasswd' < ~/registry-password

#: send-file
scp registry-compose.yaml registry.internal:

#: replace
ssh registry.internal 'docker rm --force registry && docker compose --file registry-compose.yaml up --detach'

#: asks-for-login
curl --silent --retry 10 --retry-all-errors --head \
  --cacert ~/registry-ca/ca.crt https://registry.internal/v2/

#: no-credentials
docker push registry.internal/tools:1.0

#: wrong-password
echo wrong | docker login --username reader --password-stdin registry.internal

#: log-in
docker login --username reader --password-stdin registry.internal < ~/registry-password

#: push
docker push registry.internal/tools:1.0

#: stored
cat ~/.docker/config.json

#: decoded
sed --quiet 's/.*"auth": "\(.*\)"/\1/p' ~/.docker/config.json | base64 --decode

#: log-out
docker logout registry.internal
cat ~/.docker/config.json
