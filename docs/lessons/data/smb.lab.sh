#: no-client
docker volume create --driver local --opt type=cifs \
  --opt o=addr=127.0.0.1,username=web,password=secret --opt device=//127.0.0.1/web trial-smb
docker run --rm --mount type=volume,source=trial-smb,target=/data busybox ls /data

#: which-file-systems
grep --count cifs /proc/filesystems

#: remove-volume
docker volume rm trial-smb
