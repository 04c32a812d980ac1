#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: run
docker run --detach --name trial-store --volume trial-store:/data redis:8

#: write
docker exec trial-store redis-cli set guest Ada

#: back-up
#zh 先停下，免得文件写到一半
#en Stop it first, so that no file is half written
cd "${folder:?}" && docker stop trial-store &&
  docker run --rm --volume trial-store:/from:ro --volume "$PWD:/to" busybox tar -czf /to/store.tar.gz.new -C /from . &&
  mv --force store.tar.gz.new store.tar.gz &&
  tar --list --file store.tar.gz

#: lose
docker rm trial-store
docker volume rm trial-store

#: restore
docker run --rm --volume trial-store:/to --volume "$PWD:/from:ro" busybox tar -xzf /from/store.tar.gz -C /to

#: run-again
docker run --detach --name trial-store --volume trial-store:/data redis:8

#: read-again
docker exec trial-store redis-cli get guest

#: misspelt
cd "${folder:?}" &&
  docker run --rm --volume trial-stroe:/from:ro --volume "$PWD:/to" busybox tar -czf /to/misspelt.tar.gz -C /from . &&
  tar --list --file misspelt.tar.gz

#: not-empty
docker run --rm --volume trial-stroe:/to busybox touch /to/old-file
docker run --rm --volume trial-stroe:/to --volume "$PWD:/from:ro" busybox tar -xzf /from/store.tar.gz -C /to
docker run --rm --volume trial-stroe:/data:ro busybox ls /data

#: remove
docker rm --force trial-store
docker volume rm trial-store trial-stroe
cd && sudo rm --recursive "${folder:?}"
