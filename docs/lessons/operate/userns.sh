#: before
docker run --detach --name trial-root busybox sleep 3600
sleep 1
ps -o user=,args= --pid "$(docker inspect --format '{{.State.Pid}}' trial-root)"
docker rm --force trial-root
docker info --format '{{.DockerRootDir}}: {{.Containers}} containers, {{.Images}} images'

#: range
getent passwd dockremap ||
  sudo useradd --system --add-subids-for-system --shell /usr/sbin/nologin dockremap
grep . /etc/subuid /etc/subgid

#: stop-all
docker ps --format '{{.Names}}' >> ~/running-before-userns
docker ps --quiet | xargs --no-run-if-empty docker stop

#: turn-on
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."userns-remap" = "default"' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-userns || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-userns}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: check
docker info --format '{{.DockerRootDir}}: {{.Containers}} containers, {{.Images}} images'
docker run --detach --name trial-shifted busybox sleep 3600
sleep 1
ps -o user=,args= --pid "$(docker inspect --format '{{.State.Pid}}' trial-shifted)"

#: host-closed
docker run --rm --volume /:/host busybox cat /host/etc/shadow

#: bind
sudo mkdir /srv/trial-shared &&
  docker run --rm --volume /srv/trial-shared:/shared busybox touch /shared/file

#: bind-owner
uid=$(sed --quiet 's/^dockremap:\([0-9]*\):.*/\1/p' /etc/subuid)
gid=$(sed --quiet 's/^dockremap:\([0-9]*\):.*/\1/p' /etc/subgid)
sudo chown "$uid:$gid" /srv/trial-shared
docker run --rm --volume /srv/trial-shared:/shared busybox touch /shared/file
stat --format '%u:%g %n' /srv/trial-shared/file

#: privileged
docker run --rm --privileged busybox true

#: network-host
docker run --rm --network host busybox true

#: userns-host
docker run --rm --privileged --network host --userns=host busybox cat /proc/self/uid_map

#: group-is-root
docker run --rm --userns=host --volume /:/host busybox head -c 5 /host/etc/shadow

#: undo
docker rm --force trial-shifted
sudo rm /srv/trial-shared/file && sudo rmdir /srv/trial-shared
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-userns \
  '. * ($old[0] | {"userns-remap"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-userns
xargs --no-run-if-empty docker start < ~/running-before-userns &&
  rm ~/running-before-userns

#: back
docker info --format '{{.DockerRootDir}}: {{.Containers}} containers, {{.Images}} images'
