#: together
docker run --detach --name trial-tight --user 1000:1000 --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 64m --pids-limit 50 busybox sleep 600

#: see
docker inspect --format 'user {{.Config.User}}, read-only {{.HostConfig.ReadonlyRootfs}}, dropped {{.HostConfig.CapDrop}}, {{.HostConfig.SecurityOpt}}' trial-tight

#: nginx
docker run --detach --name trial-web --user 101:101 --read-only --tmpfs /var/cache/nginx:uid=101 --tmpfs /run:uid=101 --cap-drop ALL --security-opt no-new-privileges --memory 128m --pids-limit 100 nginx

#: nginx-answers
docker exec trial-web curl --silent http://127.0.0.1/ | grep '<title>'

#: read-only
docker run --rm --read-only busybox touch /file

#: tmpfs
docker run --rm --read-only --tmpfs /tmp busybox touch /tmp/file

#: nginx-without-tmpfs
docker run --rm --user 101:101 --read-only nginx

#: nginx-tmpfs-of-root
docker run --rm --user 101:101 --read-only --tmpfs /var/cache/nginx --tmpfs /run nginx

#: too-few
docker run --rm --cap-drop ALL busybox chown 1000 /tmp

#: just-enough
docker run --rm --cap-drop ALL --cap-add CHOWN busybox sh -c 'chown 1000 /tmp; stat -c %u /tmp'

#: not-the-owner
docker run --rm --user 1000:1000 busybox touch /etc/file

#: root-by-default
docker run --rm busybox id -u

#: as-user
docker run --rm --user 1000:1000 busybox id

#: capabilities
docker run --rm busybox grep CapEff /proc/self/status
docker run --rm --cap-drop ALL busybox grep CapEff /proc/self/status

#: no-new-privileges
docker run --rm --security-opt no-new-privileges busybox grep NoNewPrivs /proc/self/status

#: setuid
printf 'FROM nginx\nRUN cp /usr/bin/id /id && chmod u+s /id\n' | docker build --quiet --tag trial-setuid -
docker run --rm --user 1000 trial-setuid /id -u
docker run --rm --user 1000 --security-opt no-new-privileges trial-setuid /id -u

#: seccomp
docker run --rm busybox unshare -U id -u

#: seccomp-off
docker run --rm --security-opt seccomp=unconfined busybox unshare -U id -u

#: which-rules
docker info --format '{{.SecurityOptions}}'

#: privileged
docker run --rm --privileged busybox grep CapEff /proc/self/status

#: clean-up
docker rm --force trial-tight trial-web
docker image rm trial-setuid
