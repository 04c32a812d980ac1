#: write-much
docker run --name before busybox seq 100000 > /dev/null

#: see-log
log_files() {
  path=$(docker inspect --format '{{.LogPath}}' "$1")
  sudo find "$(dirname "$path")" -name '*.log*' -printf '%s %f\n' | sort --key=2
}
log_files before

#: set-rotation
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "log-driver": "json-file",
  "log-opts": { "max-size": "100k", "max-file": "3" }
}
EOF

#: restart
sudo systemctl restart docker

#: write-much-again
docker run --name after busybox seq 100000 > /dev/null

#: see-rotated
log_files after

#: see-what-is-left
docker logs after | sed --quiet '1p;$p'

#: old-one-grows
docker start --attach before > /dev/null
log_files before

#: remove
docker rm before after
