#: import
ssh legacy.internal sudo tar --create --one-file-system --numeric-owner --directory=/ \
  --exclude=./boot --exclude=./var/cache --exclude=./var/log/journal . |
  docker import --change 'EXPOSE 80' - legacy:whole

#: size
docker image ls legacy

#: run
docker run --detach --name legacy-web --publish 8080:80 legacy:whole nginx -g 'daemon off;'

#: answers
curl --silent --show-error --fail --retry 10 --retry-all-errors http://localhost:8080/

#: no-application
curl --silent --output /dev/null --write-out '%{http_code}\n' http://localhost:8080/orders

#: what-runs
docker exec legacy-web sh -c 'cat /proc/[0-9]*/comm' | sort --unique

#: no-systemctl
docker exec legacy-web systemctl status nginx

#: no-logs
docker logs legacy-web
docker exec legacy-web cat /var/log/nginx/access.log

#: not-its-own
docker exec legacy-web hostname
docker exec legacy-web cat /etc/hosts | tail --lines=1
docker exec legacy-web ls /etc/systemd/network

#: same-id
docker run --rm legacy:whole cat /etc/machine-id
docker run --rm legacy:whole cat /etc/machine-id
docker run --rm legacy:whole sha256sum /etc/ssh/ssh_host_ed25519_key
ssh legacy.internal sudo sha256sum /etc/ssh/ssh_host_ed25519_key

#: secrets
docker run --rm legacy:whole cat /etc/orders.env

#: init
docker run --name legacy-init legacy:whole /sbin/init

#: init-logs
docker logs legacy-init
docker rm legacy-init

#: init-with-terminal
docker run --rm --tty --name legacy-init legacy:whole /sbin/init

#: remove
docker rm --force legacy-web
docker image rm legacy:whole
