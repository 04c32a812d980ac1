#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: bind
cd "${folder:?}" && mkdir site && echo 'From the host' > site/index.html &&
  docker run --rm --mount "type=bind,source=$PWD/site,target=/usr/share/nginx/html,readonly" nginx cat /usr/share/nginx/html/index.html

#: as-me
docker run --rm --user "$(id --user):$(id --group)" --mount "type=bind,source=$PWD/site,target=/data" busybox touch /data/by-me
stat --format '%U %G' site/by-me

#: mount-refuses
docker run --rm --mount "type=bind,source=$PWD/absent,target=/data" busybox true

#: volume-makes
docker run --rm --volume "$PWD/absent:/data" busybox true
stat --format '%U %F' absent

#: hides
docker run --rm --mount "type=bind,source=$PWD/site,target=/usr/share/nginx" nginx ls /usr/share/nginx

#: read-only
docker run --rm --mount "type=bind,source=$PWD/site,target=/data,readonly" busybox touch /data/file

#: as-root
docker run --rm --mount "type=bind,source=$PWD/site,target=/data" busybox touch /data/by-root
stat --format '%U' site/by-root

#: take-back
sudo chown --recursive "$(id --user):$(id --group)" "${folder:?}/site"
stat --format '%U' "${folder:?}/site/by-root"

#: as-other
docker run --rm --user 472 --mount "type=bind,source=$PWD/site,target=/data" busybox touch /data/by-472

#: let-other
cd "${folder:?}" && mkdir written && sudo chown 472 written &&
  docker run --rm --user 472 --mount "type=bind,source=$PWD/written,target=/data" busybox touch /data/by-472 &&
  ls --numeric-uid-gid -l written

#: later-mount
cd "${folder:?}" && mkdir --parents disks/new &&
  disks=$(docker run --detach --rm --mount "type=bind,source=$PWD/disks,target=/disks" nginx) &&
  sudo mount --types tmpfs tmpfs disks/new &&
  touch disks/new/file &&
  ls disks/new &&
  docker exec "$disks" ls /disks/new

#: later-mount-cure
docker restart "$disks"
docker exec "$disks" ls /disks/new
docker stop "$disks"
sudo umount disks/new

#: remove
cd && sudo rm --recursive --one-file-system "${folder:?}"
