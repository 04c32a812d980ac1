#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: start
docker run --detach --name export-db --volume export-notes:/data redis:8 &&
  docker exec export-db sh -c 'echo in the container > /note; echo in the volume > /data/note'

#: export
cd "${folder:?}" && docker export --output db.tar export-db &&
  tar --list --file db.tar note data

#: import
cd "${folder:?}" && docker import db.tar export-db:import &&
  docker run --rm export-db:import cat /note

#: lost
docker image inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.ExposedPorts}} {{json .Config.WorkingDir}}' redis:8 export-db:import

#: run-lost
docker run --rm export-db:import

#: cure
cd "${folder:?}" && docker import --change 'ENTRYPOINT ["docker-entrypoint.sh"]' --change 'CMD ["redis-server"]' --change 'EXPOSE 6379' --change 'WORKDIR /data' db.tar export-db:cure
docker run --detach --name export-cured export-db:cure

#: load-export
docker load --input db.tar

#: import-save
cd "${folder:?}" && docker save --output redis.tar redis:8 &&
  docker import redis.tar export-db:wrong
docker run --rm export-db:wrong redis-server

#: look-inside
docker create --name export-wrong export-db:wrong redis-server
docker export export-wrong | tar --list --wildcards '*.json' 'blobs/*'

#: load-save
docker rm --force export-db
cd "${folder:?}" && test -e redis.tar && docker image rm redis:8 &&
  docker load --input redis.tar
docker run --rm redis:8 redis-cli --version

#: clean-up
docker rm --force export-cured export-wrong
docker volume rm export-notes
