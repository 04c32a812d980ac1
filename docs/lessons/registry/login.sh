#: install-htpasswd
ssh registry.internal 'sudo apt-get update && sudo apt-get install --yes apache2-utils'

#: make-password
#zh 已有同名文件就停下，不覆盖
#en Stop if the file is there already
(umask 077 && set -o noclobber && openssl rand -hex 16 > ~/login-password)

#: store-hash
#zh 密码从标准输入过去，不出现在任何命令行里；别的用户留着
#en The password travels on standard input and appears on no command line; other users stay
ssh registry.internal 'install --directory --mode=700 registry-auth &&
  touch registry-auth/htpasswd &&
  htpasswd -i -B registry-auth/htpasswd reader' < ~/login-password

#: send-file
#zh 那边已有同名文件就停下
#en Stop if the file is there already
ssh registry.internal 'set -o noclobber && cat > registry-compose.yaml' < registry-compose.yaml

#: replace
#zh 镜像不在数据卷 registry 里的容器，不动它
#en A container whose images are not in the volume registry is left alone
ssh registry.internal 'docker inspect --format "{{range .Mounts}}{{println .Name}}{{end}}" registry | grep --line-regexp registry &&
  docker rm --force registry && docker compose --file registry-compose.yaml up --detach'

#: asks-for-login
curl --silent --retry 10 --retry-all-errors --head \
  --cacert ~/registry-ca/ca.crt https://registry.internal/v2/

#: log-in
docker login --username reader --password-stdin registry.internal < ~/login-password

#: push
docker push registry.internal/tools:1.0

#: log-out
docker logout registry.internal

#: add-user
(umask 077 && set -o noclobber && openssl rand -hex 16 > ~/registry-ci-password) &&
  ssh registry.internal htpasswd -i -B registry-auth/htpasswd ci < ~/registry-ci-password &&
  docker login --username ci --password-stdin registry.internal < ~/registry-ci-password

#: remove-user
ssh registry.internal htpasswd -D registry-auth/htpasswd ci
docker login --username ci --password-stdin registry.internal < ~/registry-ci-password

#: forget-user
docker logout registry.internal
rm ~/registry-ci-password

#: no-credentials
docker push registry.internal/tools:1.0

#: wrong-password
echo wrong | docker login --username reader --password-stdin registry.internal
