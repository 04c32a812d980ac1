#: create
docker volume create --driver local --opt type=cifs \
  --opt o=addr=nas.internal,username=web,password=secret,uid=101,gid=101,vers=3.1.1 --opt device=//nas.internal/web trial-smb

#: use
docker run --rm --mount type=volume,source=trial-smb,target=/data busybox sh -c 'df /data && ls -ln /data'

#: see-password
docker volume inspect --format '{{.Options.o}}' trial-smb

#: no-such-host
docker volume create --driver local --opt type=cifs \
  --opt o=addr=nas-typo.internal,username=web,password=secret --opt device=//nas-typo.internal/web trial-typo
docker run --rm --mount type=volume,source=trial-typo,target=/data busybox ls /data

#: ask-dns
getent hosts nas-typo.internal

#: remove
docker volume rm trial-smb trial-typo
