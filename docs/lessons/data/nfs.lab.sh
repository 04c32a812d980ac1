#: no-client
docker volume create --driver local --opt type=nfs \
  --opt o=addr=127.0.0.1,rw,hard,nfsvers=4.2 --opt device=:/export/web trial-nfs
docker run --rm --mount type=volume,source=trial-nfs,target=/data busybox ls /data

#: which-file-systems
grep --count nfs /proc/filesystems

#: remove-volume
docker volume rm trial-nfs
