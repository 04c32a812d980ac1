#: all
docker run --rm --env TZ=Asia/Shanghai --volume /usr/share/zoneinfo:/usr/share/zoneinfo:ro \
  --env LANG=C.UTF-8 --ulimit nofile=4096 --sysctl net.core.somaxconn=8192 \
  --shm-size 256m --device /dev/fuse ubuntu:24.04 \
  sh -c 'date "+%Z %z"; locale charmap; ulimit -n; cat /proc/sys/net/core/somaxconn; df -m /dev/shm; ls /dev/fuse'

#: zone-file
docker run --rm --volume /usr/share/zoneinfo/Asia/Shanghai:/etc/localtime:ro busybox date '+%Z %z'
docker run --rm --env TZ=Asia/Shanghai --volume /usr/share/zoneinfo:/usr/share/zoneinfo:ro busybox date '+%Z %z'

#: zone-of-host
docker run --rm --volume /etc/localtime:/etc/localtime:ro busybox date +%z
date +%z

#: clock
docker run --rm busybox date --set 2020-01-01

#: locale
docker run --rm ubuntu:24.04 locale charmap
docker run --rm --env LANG=C.UTF-8 ubuntu:24.04 locale charmap

#: locale-missing
docker run --rm --env LANG=zh_CN.UTF-8 ubuntu:24.04 locale charmap

#: nofile
docker run --rm busybox sh -c 'ulimit -Sn; ulimit -Hn'
docker run --rm --ulimit nofile=4096:8192 busybox sh -c 'ulimit -Sn; ulimit -Hn'

#: sysctl
docker run --rm --sysctl net.core.somaxconn=8192 busybox cat /proc/sys/net/core/somaxconn
cat /proc/sys/net/core/somaxconn

#: sysctl-refused
docker run --rm --sysctl vm.max_map_count=262144 busybox true

#: sysctl-read-only
docker run --rm busybox sh -c 'echo 8192 > /proc/sys/net/core/somaxconn'

#: shm
docker run --rm busybox df -m /dev/shm
docker run --rm --shm-size 256m busybox df -m /dev/shm

#: shm-full
docker run --rm busybox dd if=/dev/zero of=/dev/shm/big bs=1M count=100

#: device
docker run --rm busybox sh -c 'echo /dev/*'
docker run --rm --device /dev/fuse busybox ls /dev/fuse

#: device-missing
docker run --rm --device /dev/ttyUSB0 busybox true
