#: rehearse
sh ~/same-answers.sh http://legacy.internal http://localhost:8080 / /orders /orders/17 /orders/1000 /orders/5000 /files/invoice-17.txt /files/photo-17.jpg

#: meanwhile
curl --silent --show-error --fail --data 'item=during the rehearsal&price=3' http://legacy.internal/orders

#: differs
sh ~/same-answers.sh http://legacy.internal http://localhost:8080 / /orders /orders/1001

#: freeze
#zh 从这里起，旧的一边只能读，写入会报错；定时任务停下
#en From here on the old side can only be read, writes fail; its jobs stop
ssh legacy.internal sudo systemctl stop cron
ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --command="alter database orders set default_transaction_read_only = on"'
ssh legacy.internal sudo install -D --mode=644 /dev/stdin /etc/systemd/system/orders.service.d/freeze.conf << 'EOF'
[Service]
ReadOnlyPaths=/srv/orders
EOF
ssh legacy.internal 'sudo systemctl daemon-reload && sudo systemctl restart orders'

#: frozen
curl --silent --output /dev/null --retry 10 --retry-delay 1 --retry-all-errors --write-out 'read %{http_code}\n' http://legacy.internal/orders
curl --silent --output /dev/null --write-out 'write %{http_code}\n' --data 'item=late&price=1' http://legacy.internal/orders
echo late | curl --silent --output /dev/null --write-out 'upload %{http_code}\n' --upload-file - http://legacy.internal/upload/late.txt

#: last-copy
cd ~/orders &&
  ssh legacy.internal 'cd / && sudo -u postgres pg_dump --no-owner --no-acl orders' > orders.sql &&
  grep 'dump complete' orders.sql &&
  docker compose stop app &&
  docker compose exec -T db dropdb --username=orders --maintenance-db=postgres orders &&
  docker compose exec -T db createdb --username=orders --maintenance-db=postgres orders &&
  docker compose exec -T db psql --username=orders --quiet --single-transaction --set=ON_ERROR_STOP=1 orders < orders.sql > /dev/null
ssh legacy.internal sudo tar --create --numeric-owner --directory=/srv/orders . |
  docker run --rm --interactive --volume orders_files:/srv/orders busybox tar -x -f - -C /srv/orders
cd ~/orders && docker compose up --detach --wait

#: prove
sh ~/same-answers.sh http://legacy.internal http://localhost:8080 / /orders /orders/17 /orders/1001 /files/invoice-17.txt /files/photo-17.jpg

#: prove-rows
rows='set time zone "UTC"; select count(*), sum(price), max(id), md5(string_agg(o::text, chr(10) order by id)) from orders o'
cd ~/orders &&
  echo "$rows" | ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --no-align --tuples-only orders' | tee rows.old &&
  echo "$rows" | docker compose exec -T db psql --username=orders --quiet --no-align --tuples-only orders | tee rows.new &&
  cmp rows.old rows.new

#: switch
switched=$(date --iso-8601=seconds)
#zh 旧虚拟机的 nginx 把请求转给新宿主机；原来的站点文件留着
#en The old VM's nginx passes requests on to the new host; the site as it was is kept
ssh legacy.internal 'cd /etc/nginx/sites-available && { test -e orders.before || sudo cp --archive orders orders.before; }'
ssh legacy.internal sudo tee /etc/nginx/sites-available/orders << 'EOF'
server {
    listen 80 default_server;
    listen 443 ssl default_server;
    ssl_certificate /etc/ssl/orders/cert.pem;
    ssl_certificate_key /etc/ssl/orders/key.pem;
    client_max_body_size 20m;
    location / {
        proxy_pass http://server.internal:8080;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
EOF
ssh legacy.internal 'sudo nginx -t -q && sudo systemctl reload nginx'

#: write-new
curl --silent --show-error --fail --retry 3 --retry-all-errors --retry-delay 1 --data 'item=after the switch&price=5' http://legacy.internal/orders
curl --silent --show-error --fail http://legacy.internal/orders/1002
echo 'written after the switch' | curl --silent --show-error --fail --upload-file - http://legacy.internal/upload/after.txt

#: only-there
echo 'select max(id) from orders' | ssh legacy.internal 'cd / && sudo -u postgres psql --no-align --tuples-only orders'

#: watch
docker logs --since "$switched" orders-web-1 2>&1 | grep --invert-match '" [23][0-9][0-9] ' | tail

#: carry-back
#zh 新的一边停止写入；旧数据库改名留着，整个新数据库和文件送回去
#en The new side stops writing; the old database is kept under another name, and all of the new one goes back, with the files
cd ~/orders &&
  docker compose stop web app &&
  ssh legacy.internal sudo systemctl stop orders &&
  docker compose exec -T db pg_dump --username=orders --no-owner --no-acl orders > back.sql &&
  grep 'dump complete' back.sql &&
  ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --command="alter database orders rename to orders_before_$(date +%s)"' &&
  ssh legacy.internal 'cd / && sudo -u postgres createdb --owner=orders orders' &&
  ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --single-transaction --set=ON_ERROR_STOP=1 --command="set role orders" --file=- orders > /dev/null' < back.sql
docker run --rm --volume orders_files:/srv/orders busybox tar -c -f - -C /srv/orders . |
  ssh legacy.internal sudo tar --extract --numeric-owner --directory=/srv/orders

#: carried
rows='set time zone "UTC"; select count(*), sum(price), max(id), md5(string_agg(o::text, chr(10) order by id)) from orders o'
cd ~/orders &&
  echo "$rows" | ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --no-align --tuples-only orders' | tee rows.old &&
  echo "$rows" | docker compose exec -T db psql --username=orders --quiet --no-align --tuples-only orders | tee rows.new &&
  cmp rows.old rows.new

#: way-back
ssh legacy.internal sudo mv /etc/nginx/sites-available/orders.before /etc/nginx/sites-available/orders
ssh legacy.internal sudo rm /etc/systemd/system/orders.service.d/freeze.conf
ssh legacy.internal 'sudo systemctl daemon-reload && sudo systemctl start orders cron'
ssh legacy.internal 'sudo nginx -t -q && sudo systemctl reload nginx'

#: back
curl --silent --show-error --fail --retry 10 --retry-delay 1 --retry-all-errors http://legacy.internal/orders/1002
curl --silent --show-error --fail http://legacy.internal/files/after.txt
curl --silent --show-error --fail --data 'item=on the VM again&price=7' http://legacy.internal/orders

#: give-up
ssh legacy.internal 'cd / && sudo -u postgres psql --quiet --command="alter database orders reset default_transaction_read_only"'
ssh legacy.internal sudo rm --force /etc/systemd/system/orders.service.d/freeze.conf
ssh legacy.internal 'sudo systemctl daemon-reload && sudo systemctl restart orders && sudo systemctl start cron'
