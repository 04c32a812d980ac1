#: upload
sudo mkdir --parents /srv/media
cd ~/shop && test ! -e compose.override.yaml &&
  tee compose.override.yaml << 'EOF_OVERRIDE' &&
services:
  web:
    volumes:
      - uploads:/srv/uploads
      - /srv/media:/srv/media:ro
volumes:
  uploads:
EOF_OVERRIDE
  docker compose up --detach --wait &&
  docker compose exec web sh -c 'echo hello > /srv/uploads/a.txt'
cd ~

#: install
test ! -e /usr/local/sbin/docker-backup &&
  sudo install --mode=755 backup.sh /usr/local/sbin/docker-backup

#: run
sudo docker-backup ~/shop /var/backups/docker

#: check
latest=$(sudo find /var/backups/docker -maxdepth 1 -name 'shop-????-??-??T??????' | sort | tail --lines=1)
sudo ls "$latest"
sudo sh -c "cd '$latest' && sha256sum --check SHA256SUMS"

#: timer
test ! -e /etc/systemd/system/docker-backup.service &&
  sudo tee /etc/systemd/system/docker-backup.service << EOF_SERVICE &&
[Unit]
Description=Back up the shop
Requires=docker.service
After=docker.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/docker-backup $HOME/shop /var/backups/docker
EOF_SERVICE
  sudo tee /etc/systemd/system/docker-backup.timer << EOF_TIMER &&
[Unit]
Description=Back up the shop every night

[Timer]
OnCalendar=*-*-* 02:30
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
EOF_TIMER
  sudo systemctl daemon-reload && sudo systemctl enable --now docker-backup.timer

#: timer-check
sudo systemctl start docker-backup.service
systemctl show --property=Result docker-backup.service
systemctl is-active docker-backup.timer

#: drill-unpack
docker compose ls --all --quiet | grep --line-regexp restore-drill ||
  { drill=$(mktemp --directory --tmpdir=/var/tmp) &&
    sudo tar -xzf "${latest:?}/project.tar.gz" -C "$drill" &&
    cd "$drill" &&
    sudo SHOP_PORT=8081 docker compose --project-name restore-drill up --detach --wait db; }

#: drill-database
sudo gunzip --stdout "$latest/db.database-shop.sql.gz" | docker exec --interactive restore-drill-db-1 psql --username=shop --quiet --set=ON_ERROR_STOP=1 > /dev/null
for db in shop-db-1 restore-drill-db-1; do
  docker exec "$db" psql --username=shop --tuples-only --no-align --command='SELECT count(*), md5(string_agg(what, chr(10) ORDER BY number)) FROM orders'
done

#: drill-volume
sudo SHOP_PORT=8081 docker compose --project-name restore-drill create web
original=$(docker volume inspect --format '{{.Mountpoint}}' shop_uploads)
restored=$(docker volume inspect --format '{{.Mountpoint}}' restore-drill_uploads) &&
  sudo tar -xzf "$latest/shop_uploads.volume.tar.gz" -C "$restored" &&
  sudo diff --recursive "$original" "$restored" && echo same

#: drill-up
sudo SHOP_PORT=8081 docker compose --project-name restore-drill up --detach --wait
curl --silent --show-error --fail http://localhost:8081/

#: drill-remove
docker ps --all --filter label=com.docker.compose.project=restore-drill --format '{{.Names}}'
sudo docker compose --project-name restore-drill down --volumes
cd ~ && sudo rm --recursive "${drill:?}"

#: no-project
sudo docker-backup /srv /var/backups/docker

#: damaged
copy=$(mktemp --directory --tmpdir=/var/tmp) &&
  sudo cp --recursive "${latest:?}/." "$copy" &&
  sudo truncate --size=-1 "$copy/db.database-shop.sql.gz" &&
  sudo sh -c "cd '$copy' && sha256sum --check --quiet SHA256SUMS"

#: undo
sudo rm --recursive "$copy"
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=Back up the shop$' /etc/systemd/system/docker-backup.service &&
  sudo systemctl disable --now docker-backup.timer &&
  sudo rm /etc/systemd/system/docker-backup.service /etc/systemd/system/docker-backup.timer &&
  sudo systemctl daemon-reload
cmp backup.sh /usr/local/sbin/docker-backup && sudo rm /usr/local/sbin/docker-backup
