#!/bin/bash
# Makes a machine into the small server that the chapter moves: what somebody set up by hand years
# ago and others have added to. Run as root on a fresh machine; app.py and report.py lie in /root.
set -euo pipefail
touch /run/before # every file whose state changes from here on belongs to the server
export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
apt-get update
apt-get install --yes --no-install-recommends \
  cron gunicorn logrotate nginx openssl postgresql-17 python3-psycopg2 rsync
echo legacy >/etc/hostname
# What the machine's image leaves out of the installation is the lab's; on the VM it is not there.
rm -rf /var/lib/apt/lists/*
apt-get clean

# People and the application's own account.
useradd --create-home --shell /bin/bash --uid 1001 ana
adduser --system --group --uid 900 --home /opt/orders orders 2>/dev/null ||
  useradd --system --uid 900 --home-dir /opt/orders --shell /usr/sbin/nologin --user-group orders

# The application.
install -D --mode=644 /root/app.py /opt/orders/app.py
install -D --mode=755 /root/report.py /opt/orders/report.py
install --directory --owner=orders --group=orders /srv/orders /srv/orders/files \
  /srv/orders/reports /var/log/orders
cat >/etc/orders.env <<'ENV'
DATABASE_URL=postgresql://orders:kept-in-a-file@127.0.0.1/orders
FILES=/srv/orders/files
ENV
chown root:orders /etc/orders.env
chmod 640 /etc/orders.env
cat >/etc/systemd/system/orders.service <<'UNIT'
[Unit]
Description=Orders of the shop
After=network.target postgresql.service
Wants=postgresql.service

[Service]
User=orders
Group=orders
WorkingDirectory=/opt/orders
EnvironmentFile=/etc/orders.env
ExecStart=/usr/bin/gunicorn --bind 127.0.0.1:8000 --workers 2 --access-logfile /var/log/orders/access.log app:application
Restart=on-failure
LimitNOFILE=4096
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths=/srv/orders /var/log/orders

[Install]
WantedBy=multi-user.target
UNIT
cat >/etc/cron.d/orders <<'CRON'
10 3 * * * orders set -a; . /etc/orders.env; /opt/orders/report.py
CRON
echo '0 7 * * 1 cat /srv/orders/reports/*.txt > /home/ana/week.txt' | crontab -u ana -
cat >/etc/logrotate.d/orders <<'ROTATE'
/var/log/orders/*.log {
    weekly
    rotate 8
    compress
    missingok
    copytruncate
}
ROTATE

# The web server, with a certificate of its own making.
install --directory /etc/ssl/orders
openssl req -x509 -newkey rsa:2048 -nodes -days 800 -subj /CN=legacy.internal \
  -keyout /etc/ssl/orders/key.pem -out /etc/ssl/orders/cert.pem 2>/dev/null
chmod 600 /etc/ssl/orders/key.pem
cat >/etc/nginx/sites-available/orders <<'SITE'
server {
    listen 80 default_server;
    listen 443 ssl default_server;
    ssl_certificate /etc/ssl/orders/cert.pem;
    ssl_certificate_key /etc/ssl/orders/key.pem;
    root /var/www/orders;
    location /orders { proxy_pass http://127.0.0.1:8000; }
    location /upload/ { proxy_pass http://127.0.0.1:8000; client_max_body_size 20m; }
    location /files/ { alias /srv/orders/files/; }
}
SITE
rm /etc/nginx/sites-enabled/default
ln -s /etc/nginx/sites-available/orders /etc/nginx/sites-enabled/orders
sed -i 's/worker_connections 768;/worker_connections 2048;/' /etc/nginx/nginx.conf
install --directory /var/www/orders
echo '<!DOCTYPE html><title>Orders</title><h1>Orders of the shop</h1>' >/var/www/orders/index.html

# A fixed address, as VMware's network card is called; nothing in the lab has one of that name.
cat >/etc/systemd/network/10-lan.network <<'LAN'
[Match]
Name=ens192

[Network]
Address=192.168.10.20/24
Gateway=192.168.10.1
DNS=192.168.10.1
LAN

# The data.
systemctl start postgresql
cd /
su postgres -c "psql --quiet" <<'SQL'
create role orders login password 'kept-in-a-file';
create database orders owner orders;
\connect orders
set role orders;
create table orders (id serial primary key, item text not null, price numeric(10, 2) not null,
  made timestamptz not null default now());
insert into orders (item, price, made)
  select 'part-' || n, n * 1.25, timestamptz '2025-01-01' + n * interval '7 hours'
  from generate_series(1, 999) n;
insert into orders (item, price, made) values ('扳手 M8', 42.00, '2026-01-02');
SQL
printf 'invoice of order 17\n' >/srv/orders/files/invoice-17.txt
head --bytes=2M /dev/urandom >/srv/orders/files/photo-17.jpg
chown orders: /srv/orders/files/*
printf 'for the bookkeeper only\n' >/srv/orders/files/prices.txt
chown ana:orders /srv/orders/files/prices.txt
chmod 640 /srv/orders/files/prices.txt
systemctl enable --now orders
systemctl reload-or-restart nginx
rm /root/app.py /root/report.py
curl --silent --show-error --fail --retry 20 --retry-all-errors --retry-delay 1 http://localhost/orders

# Off, with the data on disk; then what has changed, for machines that are to be this one.
systemctl stop orders nginx postgresql cron
sync
find / -xdev -cnewer /run/before ! -type s \
  ! -path '/root/*' ! -path '/var/lib/docker*' ! -path '/var/lib/containerd*' ! -path '/tmp/*' ! -path '/run/*' \
  ! -path '/proc/*' ! -path '/sys/*' ! -path '/dev/*' ! -path '/etc/resolv.conf' \
  ! -path '/etc/hosts' ! -path '/etc/hostname' ! -path '/var/log/journal*' -print0 |
  tar --create --no-recursion --null --files-from=- --numeric-owner --file=/root/changed.tar
