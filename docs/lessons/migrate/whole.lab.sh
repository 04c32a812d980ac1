#: import-whole
ssh legacy.internal sudo tar --create --one-file-system --numeric-owner --directory=/ \
  --exclude=./boot --exclude=./var/cache --exclude=./var/log/journal . |
  docker import - legacy:whole

#: boot
docker run --detach --name legacy --privileged --cgroupns private --tmpfs /run --tmpfs /run/lock \
  --publish 8081:80 legacy:whole /sbin/init

#: boot-answers
curl --silent --show-error --fail --retry 30 --retry-delay 1 --retry-all-errors http://localhost:8081/orders

#: boot-runs
docker exec legacy systemctl is-active nginx orders postgresql@17-main cron

#: sees-the-disks
docker exec legacy find /dev -type b | wc --lines
docker run --rm legacy:whole find /dev -type b | wc --lines

#: slow-stop
time docker stop legacy

#: proper-stop
docker rm legacy
docker run --detach --name legacy --privileged --cgroupns private --tmpfs /run --tmpfs /run/lock \
  --publish 8081:80 --stop-signal SIGRTMIN+3 legacy:whole /sbin/init
curl --silent --fail --retry 30 --retry-delay 1 --retry-all-errors http://localhost:8081/orders
time docker stop legacy

#: remove-whole
docker rm legacy
docker image rm legacy:whole
