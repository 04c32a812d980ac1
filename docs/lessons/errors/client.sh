#: no-daemon
DOCKER_HOST=unix:///run/err-nothing.sock docker ps

#: which-daemon
systemctl is-active docker
echo "DOCKER_HOST=${DOCKER_HOST:-} DOCKER_CONTEXT=${DOCKER_CONTEXT:-}"
docker context show

#: start-daemon
sudo systemctl start docker

#: no-permission
sudo --user=nobody docker ps

#: which-groups
getent group docker
stat --format='%A %U:%G' /run/docker.sock

#: join-group
sudo usermod --append --groups docker "$USER"

#: after-login
docker ps --quiet

#: too-old
DOCKER_API_VERSION=1.23 docker ps

#: api-versions
docker version --format 'client {{.Client.APIVersion}}, server {{.Server.MinAPIVersion}} to {{.Server.APIVersion}}'

#: no-variable
env --unset=DOCKER_API_VERSION docker ps --quiet

#: too-new
curl --silent --unix-socket /run/docker.sock http://localhost/v1.99/version

#: no-version
curl --silent --fail --unix-socket /run/docker.sock http://localhost/_ping

#: no-context
DOCKER_CONTEXT=err-gone docker ps

#: which-contexts
docker context ls --format '{{.Name}} {{.DockerEndpoint}}'

#: use-default
unset DOCKER_CONTEXT
docker context use default
docker ps --quiet

#: ssh-fails
DOCKER_HOST=ssh://err-nowhere.invalid docker ps

#: try-ssh
ssh -o BatchMode=yes err-nowhere.invalid true

#: bad-json
cat > err-daemon.json << 'END'
{ "registry-mirrors": ["https://mirror.internal"], }
END
dockerd --validate --config-file=err-daemon.json

#: good-json
cat > err-daemon.json << 'END'
{ "registry-mirrors": ["https://mirror.internal"] }
END
dockerd --validate --config-file=err-daemon.json &&
  rm err-daemon.json

#: read-log
sudo journalctl --unit=docker --no-pager --lines=20 --grep='failed to|unable to' --output=cat

#: reset-limit
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: is-masked
systemctl is-enabled docker.service docker.socket

#: both-active
systemctl is-active docker containerd

#: whose-pid
ps --format=comm= --pid "$(cat /run/docker.pid)"

#: which-plugins
docker info --format '{{range .ClientInfo.Plugins}}{{println .Name .Version}}{{end}}'
