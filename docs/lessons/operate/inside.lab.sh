#: shm-service
docker run --detach --name trial-shm busybox sh -c 'dd if=/dev/zero of=/dev/shm/buffer bs=1M count=60 2> /dev/null; sleep 3600'
docker exec trial-shm df -m /dev/shm

#: shm-fails
docker exec trial-shm dd if=/dev/zero of=/dev/shm/second bs=1M count=20

#: shm-recreate
docker update --help | grep --count shm
docker rm --force trial-shm
docker run --detach --name trial-shm --shm-size 256m busybox sh -c 'dd if=/dev/zero of=/dev/shm/buffer bs=1M count=60 2> /dev/null; sleep 3600'
docker exec trial-shm dd if=/dev/zero of=/dev/shm/second bs=1M count=20
