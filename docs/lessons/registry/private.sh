#: certificate
mkdir --mode=700 registry-certs registry-auth &&
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 825 \
    -subj /CN=registry.internal -addext subjectAltName=DNS:registry.internal \
    -keyout registry-certs/registry.key -out registry-certs/registry.crt

#: password
sudo apt-get update
sudo apt-get install --yes apache2-utils
#zh 已有这个文件就用它，不覆盖
#en A file that is there already is used, not overwritten
(umask 077 && set -o noclobber && openssl rand -hex 16 > registry-password)
touch registry-auth/htpasswd && htpasswd -i -B registry-auth/htpasswd reader < registry-password

#: up
docker volume create registry
docker compose --file registry-compose.yaml up --detach

#: answers
#zh 刚启动时可能还没有应答，所以最多重试十次
#en Just after the start it may not answer yet, hence up to ten retries
curl --silent --retry 10 --retry-all-errors --output /dev/null --write-out '%{http_code}\n' \
  --cacert registry-certs/registry.crt https://registry.internal/v2/

#: trust
test ! -e /etc/docker/certs.d/registry.internal/ca.crt &&
  sudo install -D --mode=644 registry-certs/registry.crt /etc/docker/certs.d/registry.internal/ca.crt
docker login --username reader --password-stdin registry.internal < registry-password

#: try
docker pull --quiet busybox:1.37
docker tag busybox:1.37 registry.internal/team/tools:1.0
docker push registry.internal/team/tools:1.0
docker rmi registry.internal/team/tools:1.0
docker pull registry.internal/team/tools:1.0

#: list
#zh 密码写进 curl 的标准输入，不出现在命令行里
#en The password goes to curl's standard input and appears on no command line
ask() {
  echo "user = reader:$(cat registry-password)" |
    curl --config - --no-progress-meter --cacert registry-certs/registry.crt "$@"
}
ask https://registry.internal/v2/_catalog
ask https://registry.internal/v2/team/tools/tags/list

#: no-such-tag
docker pull registry.internal/team/tools:9.9

#: undo
docker logout registry.internal
docker compose --file registry-compose.yaml down
#zh 只删除这一页放进去的
#en Only what this page has put there goes
cmp registry-certs/registry.crt /etc/docker/certs.d/registry.internal/ca.crt &&
  sudo rm /etc/docker/certs.d/registry.internal/ca.crt &&
  sudo rmdir --ignore-fail-on-non-empty /etc/docker/certs.d/registry.internal

#: delete-images
docker volume rm registry
