#: folder
#zh 新目录 ~/orders；已有同名目录，或者缺了一个文件，命令报错，什么也不会动
#en A new directory ~/orders; if it exists or a file is missing, the command fails and nothing is touched
ls compose.yaml Dockerfile orders.conf &&
  mkdir ~/orders ~/orders/app ~/orders/web ~/orders/web/html ~/orders/web/tls &&
  mv compose.yaml ~/orders &&
  mv Dockerfile ~/orders/app &&
  mv orders.conf ~/orders/web &&
  cd ~/orders

#: fetch
cd ~/orders &&
  ssh legacy.internal tar --create --directory=/opt/orders app.py report.py | tar --extract --directory=app &&
  ssh legacy.internal tar --create --directory=/var/www/orders . | tar --extract --directory=web/html &&
  ssh legacy.internal sudo tar --create --directory=/etc/ssl/orders . | tar --extract --directory=web/tls &&
  find app web -type f

#: settings
cd ~/orders &&
  install --mode=600 /dev/null app.env &&
  install --mode=600 /dev/null db-password.txt &&
  ssh legacy.internal sudo cat /etc/orders.env | sed 's/@127\.0\.0\.1\//@db\//' > app.env &&
  sed --quiet 's/^DATABASE_URL=.*:\(.*\)@db.*/\1/p' app.env > db-password.txt

#: config
cd ~/orders && docker compose config --quiet && docker compose --profile jobs config --services

#: build
cd ~/orders && docker compose build

#: database
cd ~/orders &&
  docker compose up --detach --wait db &&
  ssh legacy.internal 'cd / && sudo -u postgres pg_dump --no-owner --no-acl orders' > orders.sql &&
  grep 'dump complete' orders.sql &&
  docker compose exec -T db psql --username=orders --quiet --single-transaction --set=ON_ERROR_STOP=1 orders < orders.sql > /dev/null

#: up
cd ~/orders && docker compose up --detach --wait

#: ps
docker compose ps --format 'table {{.Service}}\t{{.Image}}\t{{.Status}}\t{{.Ports}}'

#: answers
curl --silent --show-error --fail http://localhost:8080/orders
curl --silent --show-error --fail http://legacy.internal/orders

#: https
curl --silent --show-error --fail --cacert web/tls/cert.pem --connect-to legacy.internal:443:localhost:8443 https://legacy.internal/orders/1000

#: unit
docker compose exec app sh -c 'id; pwd; ulimit -n'

#: read-only
docker compose exec app touch /opt/orders/new

#: not-published
curl --silent --show-error http://localhost:8000/orders

#: logs
docker compose logs --no-log-prefix app | grep 'GET /orders '

#: timer
cd ~/orders && test ! -e /etc/systemd/system/orders-report.service &&
  sudo tee /etc/systemd/system/orders-report.service << EOF &&
[Unit]
Description=Nightly report of the orders
Requires=docker.service
After=docker.service

[Service]
Type=oneshot
ExecStart=/usr/bin/docker compose --project-directory $PWD run --rm report
EOF
  sudo tee /etc/systemd/system/orders-report.timer << 'EOF' &&
[Unit]
Description=Every night, as cron did

[Timer]
OnCalendar=*-*-* 03:10:00
Persistent=true

[Install]
WantedBy=timers.target
EOF
  sudo systemctl daemon-reload && sudo systemctl enable --now orders-report.timer

#: run-job
sudo systemctl start orders-report.service
docker compose exec app sh -c 'cat /srv/orders/reports/*.txt'

#: next
systemctl show orders-report.timer --property=TimersCalendar --value

#: undo
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=Nightly report of the orders$' /etc/systemd/system/orders-report.service &&
  sudo systemctl disable --now orders-report.timer &&
  sudo rm /etc/systemd/system/orders-report.service /etc/systemd/system/orders-report.timer &&
  sudo systemctl daemon-reload
cd ~/orders && docker compose down
