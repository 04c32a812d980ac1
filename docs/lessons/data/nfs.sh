#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: create
docker volume create --driver local --opt type=nfs \
  --opt o=addr=nas.internal,rw,hard,nfsvers=4.2 --opt device=:/export/web trial-nfs

#: use
docker run --rm --mount type=volume,source=trial-nfs,target=/data busybox sh -c 'df /data && ls -ln /data'

#: see
docker volume inspect --format '{{json .Options}}' trial-nfs

#: compose
cd "${folder:?}" && cat > compose.yaml << 'YAML' &&
name: trial-nfs
services:
  web:
    image: nginx
    volumes:
      - type: volume
        source: pages
        target: /usr/share/nginx/html
        volume: {nocopy: true}
volumes:
  pages:
    driver_opts:
      type: nfs
      o: addr=nas.internal,rw,hard,nfsvers=4.2
      device: ":/export/web"
YAML
  docker compose config --volumes

#: no-such-host
docker volume create --driver local --opt type=nfs \
  --opt o=addr=nas-typo.internal,rw,hard,nfsvers=4.2 --opt device=:/export/web trial-typo
docker run --rm --mount type=volume,source=trial-typo,target=/data busybox ls /data

#: ask-dns
getent hosts nas-typo.internal

#: same-name
docker volume create --driver local --opt type=nfs \
  --opt o=addr=nas.internal,rw,hard,nfsvers=4.2 --opt device=:/export/web trial-typo
docker volume inspect --format '{{.Options.o}}' trial-typo

#: new-options
docker volume rm trial-typo
docker volume create --driver local --opt type=nfs \
  --opt o=addr=nas.internal,rw,hard,nfsvers=4.2 --opt device=:/export/web trial-typo
docker volume inspect --format '{{.Options.o}}' trial-typo

#: remove
docker volume rm trial-nfs trial-typo
cd && rm --recursive "${folder:?}"
