#: run
docker run --detach --name store --volume store:/data redis:8

#: write
docker exec store redis-cli set guest Ada

#: back-up
#zh 先停下，免得文件写到一半
#en Stop it first, so that no file is half written
docker stop store
docker run --rm --volume store:/from:ro --volume "$PWD:/to" busybox tar -czf /to/store.tar.gz -C /from .
tar --list --file store.tar.gz

#: lose
docker rm store
docker volume rm store

#: restore
docker run --rm --volume store:/to --volume "$PWD:/from:ro" busybox tar -xzf /from/store.tar.gz -C /to

#: run-again
docker run --detach --name store --volume store:/data redis:8

#: read-again
docker exec store redis-cli get guest

#: remove
docker rm --force store
docker volume rm store
sudo rm store.tar.gz
