#: policies
cd ~/shop && docker compose up --detach --wait
docker inspect --format '{{.Name}} {{.HostConfig.RestartPolicy.Name}}' shop-web-1 shop-app-1 shop-db-1
systemctl is-enabled docker

#: unit
#zh 已有同名单元时，第一条命令失败，什么也不会动
#en If there is a unit of this name, the first command fails and nothing is touched
test ! -e /etc/systemd/system/shop.service &&
  sudo tee /etc/systemd/system/shop.service << EOF_UNIT &&
[Unit]
Description=The shop (Docker Compose project)
Requires=docker.service
After=docker.service network-online.target
Wants=network-online.target
RequiresMountsFor=$HOME/shop

[Service]
Type=oneshot
RemainAfterExit=yes
User=$USER
WorkingDirectory=$HOME/shop
ExecStart=/usr/bin/docker compose up --detach --wait
ExecStop=/usr/bin/docker compose stop
TimeoutStartSec=300
TimeoutStopSec=120

[Install]
WantedBy=multi-user.target
EOF_UNIT
  sudo systemctl daemon-reload && sudo systemctl enable --now shop

#: check
systemctl is-enabled shop
systemctl is-active shop

#: unit-stops
sudo systemctl stop shop
docker compose ps --all --format '{{.Service}} {{.State}}'

#: unit-starts
sudo systemctl start shop
curl --silent --show-error --retry 10 --retry-all-errors --retry-delay 1 --fail http://localhost:8080/

#: undo
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=The shop (Docker Compose project)$' /etc/systemd/system/shop.service &&
  sudo systemctl disable --now shop &&
  sudo rm /etc/systemd/system/shop.service &&
  sudo systemctl daemon-reload
cd ~/shop && docker compose down
