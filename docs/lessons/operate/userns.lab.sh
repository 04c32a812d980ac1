#: fill
docker run --detach --name web --publish 8080:80 nginx
docker run --rm --volume notes:/notes busybox sh -c 'echo kept > /notes/note'
sudo stat --format '%u:%g' /var/lib/docker/volumes/notes/_data/note

#: pack
docker run --rm --volume notes:/from busybox tar -cf - -C /from . > notes.tar

#: live-restore
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF_JSON'
{ "live-restore": true }
EOF_JSON
sudo systemctl reload docker

#: turn-on-running
sudo tee /etc/docker/daemon.json << 'EOF_JSON'
{ "live-restore": true, "userns-remap": "default" }
EOF_JSON
sudo systemctl restart docker

#: seems-gone
docker ps --all
docker volume ls
docker image ls --quiet | wc --lines
docker info --format '{{.DockerRootDir}} {{.Driver}}'

#: runs-unseen
pgrep --count containerd-shim
ps -C nginx -o user=,args= | head --lines=1

#: bring-along
docker run --rm --interactive --volume notes:/to busybox tar -xf - -C /to < notes.tar
docker run --rm --volume notes:/notes busybox cat /notes/note
sudo stat --format '%u:%g' "$(docker volume inspect --format '{{.Mountpoint}}' notes)/note"

#: copy-with-owners
docker volume create copied
sudo cp --archive /var/lib/docker/volumes/notes/_data/note "$(docker volume inspect --format '{{.Mountpoint}}' copied)"
docker run --rm --volume copied:/notes busybox sh -c 'ls -ln /notes; echo more >> /notes/note'

#: wrong-user
sudo tee /etc/docker/daemon.json << 'EOF_JSON'
{ "userns-remap": "no-such-user" }
EOF_JSON
sudo systemctl restart docker

#: why
dockerd --validate --config-file=/etc/docker/daemon.json

#: turn-off
sudo tee /etc/docker/daemon.json << 'EOF_JSON'
{ "live-restore": true }
EOF_JSON
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: all-back
docker ps --format '{{.Names}}: {{.State}}'
curl --silent --show-error --fail http://localhost:8080/ | grep '<title>'
docker run --rm --volume notes:/notes busybox cat /notes/note

#: left-over
sudo sh -c 'du --summarize --human-readable /var/lib/docker/*.*'
sudo sh -c 'rm --recursive /var/lib/docker/*.*'
sudo userdel dockremap
grep dockremap /etc/subuid /etc/subgid

#: remove
docker rm --force web
docker volume rm notes
rm notes.tar
