#: root-on-the-host
docker run --rm --volume /:/host busybox stat -c '%U %a %n' /host/etc/shadow
docker run --rm --volume /:/host busybox touch /host/root/i-was-here
sudo ls -l /root/i-was-here

#: root-by-default
docker run --rm busybox id -u

#: as-user
docker run --rm --user 1000:1000 busybox id

#: read-only
docker run --rm --read-only busybox touch /file

#: tmpfs
docker run --rm --read-only --tmpfs /tmp busybox touch /tmp/file

#: capabilities
docker run --rm busybox grep CapEff /proc/self/status
docker run --rm --cap-drop ALL busybox grep CapEff /proc/self/status

#: too-few
docker run --rm --cap-drop ALL busybox chown 1000 /tmp

#: just-enough
docker run --rm --cap-drop ALL --cap-add CHOWN busybox sh -c 'chown 1000 /tmp; stat -c %u /tmp'

#: no-new-privileges
docker run --rm --security-opt no-new-privileges busybox grep NoNewPrivs /proc/self/status

#: together
docker run --detach --name tight --user 1000:1000 --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 64m --pids-limit 50 busybox sleep 600

#: privileged
docker run --rm --privileged busybox grep CapEff /proc/self/status

#: remove
docker rm --force tight
sudo rm /root/i-was-here
