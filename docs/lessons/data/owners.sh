#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: which-number
docker run --rm --entrypoint id nginx nginx
docker run --rm postgres:17 id postgres

#: numbers
cd "${folder:?}" && mkdir shared && echo mine > shared/note &&
  stat --format '%u %U %n' shared/note
docker run --rm --mount "type=bind,source=${folder:?}/shared,target=/data" busybox ls -ln /data
docker run --rm --mount "type=bind,source=${folder:?}/shared,target=/data" nginx stat --format '%u %U %n' /data/note

#: refused
docker run --rm --user 101 --mount "type=bind,source=${folder:?}/shared,target=/data" nginx touch /data/by-101

#: look
stat --format '%u:%g %a %n' shared

#: give
sudo chown 101 "${folder:?}/shared"
docker run --rm --user 101 --mount "type=bind,source=${folder:?}/shared,target=/data" nginx touch /data/by-101
stat --format '%u %n' shared/by-101

#: as-me
cd "${folder:?}" && mkdir mine &&
  docker run --rm --user "$(id --user):$(id --group)" --mount "type=bind,source=$PWD/mine,target=/data" nginx touch /data/by-me &&
  stat --format '%U %n' mine/by-me

#: group
sudo chgrp 2000 "${folder:?}/shared"
sudo chmod 2775 "${folder:?}/shared"
docker run --rm --user 3000 --group-add 2000 --mount "type=bind,source=${folder:?}/shared,target=/data" busybox touch /data/by-3000
docker run --rm --user 3001 --group-add 2000 --mount "type=bind,source=${folder:?}/shared,target=/data" busybox sh -c 'echo by-3001 > /data/by-group && ls -ln /data/by-group /data/by-3000'

#: build
cd "${folder:?}" && cat > Dockerfile << 'DOCKERFILE' &&
FROM busybox
RUN mkdir /data && chown 1234:1234 /data
USER 1234:1234
DOCKERFILE
  docker build --quiet --tag trial-owner:1 .

#: first-fill
docker run --rm --mount type=volume,source=trial-own,target=/data trial-owner:1 sh -c 'touch /data/file && ls -ln /data'

#: no-directory
docker run --rm --mount type=volume,source=trial-none,target=/elsewhere trial-owner:1 touch /elsewhere/file

#: changed-image
sed --in-place 's/1234/4321/g' "${folder:?}/Dockerfile" && docker build --quiet --tag trial-owner:2 "$folder"
docker run --rm --mount type=volume,source=trial-own,target=/data trial-owner:2 touch /data/after-update

#: whose-volume
docker run --rm --mount type=volume,source=trial-own,target=/data,readonly busybox ls -lnd /data

#: hand-over
docker run --rm --user 0 --mount type=volume,source=trial-own,target=/data busybox chown -R 999 /data
docker run --rm --user 999 --mount type=volume,source=trial-own,target=/data trial-owner:1 touch /data/other

#: second-owner
docker run --rm --user 998 --mount type=volume,source=trial-own,target=/data trial-owner:1 touch /data/other

#: archive
cd "${folder:?}" && tar --create --file=owners.tar shared &&
  tar --list --verbose --numeric-owner --file=owners.tar

#: remove
docker volume rm trial-own trial-none
docker rmi trial-owner:1 trial-owner:2
cd && sudo rm --recursive "${folder:?}"
