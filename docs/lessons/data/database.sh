#: folder
#zh 新建一个空目录并进去：密码和导出的文件放在里面
#en Into a new, empty directory, for the password and the dump
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder" &&
  head --bytes=18 /dev/urandom | base64 > password

#: run
docker run --detach --name trial-db --restart unless-stopped --stop-timeout 120 --shm-size 256m \
  --mount type=volume,source=trial-pgdata,target=/var/lib/postgresql/data \
  --mount "type=bind,source=$PWD/password,target=/run/secrets/password,readonly" \
  --env POSTGRES_PASSWORD_FILE=/run/secrets/password postgres:17

#: ready
until docker exec trial-db pg_isready --quiet --host=127.0.0.1; do sleep 1; done
docker exec trial-db psql --username=postgres --command='CREATE TABLE orders AS SELECT generate_series(1, 1000) AS number'

#: check
docker exec trial-db psql --username=postgres --tuples-only --no-align --command='SELECT count(*), sum(number) FROM orders'

#: stop
docker image inspect --format '{{.Config.StopSignal}}' postgres:17
docker stop trial-db
docker logs trial-db 2>&1 | tail --lines=1 | grep --only-matching 'LOG: .*'

#: recreate
docker rm trial-db
docker run --detach --name trial-db --restart unless-stopped --stop-timeout 120 --shm-size 256m \
  --mount type=volume,source=trial-pgdata,target=/var/lib/postgresql/data \
  --env POSTGRES_PASSWORD=not-this-one postgres:17
until docker exec trial-db pg_isready --quiet --host=127.0.0.1; do sleep 1; done
docker exec trial-db psql --username=postgres --tuples-only --no-align --command='SELECT count(*), sum(number) FROM orders'

#: dump
cd "${folder:?}" && docker exec trial-db pg_dumpall --username=postgres > all.sql.new &&
  mv all.sql.new all.sql &&
  tail --lines=3 all.sql

#: upgrade
docker run --detach --name trial-new --restart unless-stopped --stop-timeout 120 --shm-size 256m \
  --mount type=volume,source=trial-pgnew,target=/var/lib/postgresql/data \
  --mount "type=bind,source=$PWD/password,target=/run/secrets/password,readonly" \
  --env POSTGRES_PASSWORD_FILE=/run/secrets/password postgres:17
until docker exec trial-new pg_isready --quiet --host=127.0.0.1; do sleep 1; done

#: load
grep --invert-match '^CREATE ROLE postgres;$' all.sql |
  docker exec --interactive trial-new psql --username=postgres --quiet --set=ON_ERROR_STOP=1 > /dev/null

#: same
for db in trial-db trial-new; do
  docker exec "$db" psql --username=postgres --tuples-only --no-align --command='SELECT count(*), sum(number) FROM orders'
done

#: no-password
docker run --rm postgres:17

#: wrong-password
docker exec --env PGPASSWORD=not-this-one trial-db sh -c 'psql --username=postgres --host="$(hostname)" --command="SELECT 1"'

#: new-password
docker exec trial-db psql --username=postgres --command="ALTER USER postgres PASSWORD 'not-this-one'"
docker exec --env PGPASSWORD=not-this-one trial-db sh -c 'psql --username=postgres --host="$(hostname)" --command="SELECT 1"'

#: killed
docker kill trial-db
docker start trial-db
until docker exec trial-db pg_isready --quiet --host=127.0.0.1; do sleep 1; done
docker logs trial-db 2>&1 | grep --only-matching 'LOG: .*not properly shut down.*'

#: other-version
docker stop trial-new
docker run --rm --mount type=volume,source=trial-pgnew,target=/data busybox sh -c 'echo 16 > /data/PG_VERSION'
docker run --rm --mount type=volume,source=trial-pgnew,target=/var/lib/postgresql/data postgres:17

#: which-version
docker run --rm --mount type=volume,source=trial-pgnew,target=/data,readonly busybox cat /data/PG_VERSION

#: remove
docker rm --force trial-db trial-new
docker volume rm trial-pgdata trial-pgnew
cd && rm --recursive "${folder:?}"
