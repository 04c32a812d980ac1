#: listen
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "debug": true
}
EOF
sudo systemctl reload docker

#: old-request
curl --silent --show-error --write-out '\n' --unix-socket /run/docker.sock http://localhost/v1.41/_ping

#: count-versions
sudo journalctl --unit=docker --since=-10min --output=cat |
  grep --only-matching --extended-regexp '/v1\.[0-9]+/' |
  sort --version-sort |
  uniq --count

#: listen-no-more
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "debug": false
}
EOF
sudo systemctl reload docker

#: rehearse
sudo mkdir --parents /etc/systemd/system/docker.service.d
sudo tee /etc/systemd/system/docker.service.d/old-clients.conf << 'EOF'
[Service]
Environment=DOCKER_MIN_API_VERSION=1.44
EOF
sudo systemctl daemon-reload
sudo systemctl restart docker

#: refused
curl --silent --show-error --write-out '\n%{http_code}\n' --unix-socket /run/docker.sock http://localhost/v1.24/_ping

#: let-in
sudo tee /etc/systemd/system/docker.service.d/old-clients.conf << 'EOF'
[Service]
Environment=DOCKER_MIN_API_VERSION=1.24
Environment=DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1
EOF
sudo systemctl daemon-reload
sudo systemctl restart docker

#: let-in-now
curl --silent --show-error --write-out '\n%{http_code}\n' --unix-socket /run/docker.sock http://localhost/v1.24/_ping

#: links-back
docker run --detach --name trial nginx
docker run --rm --link trial:db busybox env | grep '^DB_'

#: raise-limits
cat > limits.json << 'EOF'
{
  "default-ulimits": {
    "nofile": { "Name": "nofile", "Soft": 8192, "Hard": 16384 }
  }
}
EOF
dockerd --validate --config-file=limits.json
sudo install --mode=0644 limits.json /etc/docker/daemon.json
sudo systemctl restart docker

#: limits-raised
docker run --rm busybox sh -c 'ulimit -Sn; ulimit -Hn'
docker start trial
docker exec trial sh -c 'ulimit -Sn; ulimit -Hn'

#: undo
sudo rm /etc/docker/daemon.json /etc/systemd/system/docker.service.d/old-clients.conf
sudo systemctl daemon-reload
sudo systemctl reset-failed docker
sudo systemctl restart docker
docker rm --force trial
