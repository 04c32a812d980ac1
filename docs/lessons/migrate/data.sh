#: dump
cd ~/orders &&
  ssh legacy.internal 'cd / && sudo -u postgres pg_dump --no-owner --no-acl orders' > orders.sql &&
  grep 'dump complete' orders.sql

#: restore
cd ~/orders &&
  grep --quiet 'dump complete' orders.sql &&
  docker compose stop app web &&
  docker compose exec -T db dropdb --username=orders --maintenance-db=postgres --if-exists orders &&
  docker compose exec -T db createdb --username=orders --maintenance-db=postgres orders &&
  docker compose exec -T db psql --username=orders --quiet --single-transaction --set=ON_ERROR_STOP=1 orders < orders.sql > /dev/null
cd ~/orders && docker compose up --detach --wait

#: count
rows='set time zone "UTC"; select count(*), sum(price), max(id), md5(string_agg(o::text, chr(10) order by id)) from orders o'
cd ~/orders &&
  echo "$rows" | ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --no-align --tuples-only orders' | tee rows.old &&
  echo "$rows" | docker compose exec -T db psql --username=orders --quiet --no-align --tuples-only orders | tee rows.new &&
  cmp rows.old rows.new

#: next-number
docker compose exec -T db psql --username=orders --no-align --tuples-only --command='select last_value from orders_id_seq' orders

#: taken-number
cd ~/orders && docker compose exec -T db psql --username=orders --command="insert into orders (id, item, price) values (1000, 'new', 1)" orders

#: first-copy
ssh legacy.internal sudo tar --create --numeric-owner --directory=/srv/orders . |
  docker run --rm --interactive --volume orders_files:/srv/orders busybox tar -x -f - -C /srv/orders

#: owners
docker compose exec app ls -l --numeric-uid-gid /srv/orders/files

#: rsync
sudo apt-get update
sudo apt-get install --yes --no-install-recommends rsync

#: second-copy
target=$(docker volume inspect --format '{{.Mountpoint}}' orders_files)
shell="ssh -l $USER -i $HOME/.ssh/id_ed25519 -o UserKnownHostsFile=$HOME/.ssh/known_hosts"
sudo rsync --archive --numeric-ids --delete --itemize-changes --rsh="$shell" --rsync-path='sudo rsync' \
  legacy.internal:/srv/orders/ "${target:?}/"

#: compare
listing='export LC_ALL=C; cd /srv/orders && find . -printf "%P %y %m %U %G\n" | sort && find . -type f -exec sha256sum {} + | sort'
cd ~/orders &&
  echo "$listing" | ssh legacy.internal sudo sh > files.old &&
  echo "$listing" | docker compose exec -T --user 0 app sh > files.new &&
  diff files.old files.new && wc --lines files.new

#: readable
docker compose exec app cat /srv/orders/files/prices.txt

#: wrong-owner
ssh legacy.internal sudo tar --create --directory=/srv/orders . |
  docker run --rm --interactive --volume wrong_files:/srv/orders busybox sh -c 'tar -x -o -f - -C /srv/orders && ls -ln /srv/orders/files'
docker run --rm --user 900:900 --volume wrong_files:/srv/orders busybox cat /srv/orders/files/prices.txt
docker volume rm wrong_files
