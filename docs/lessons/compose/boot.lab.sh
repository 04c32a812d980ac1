#: reboot
sudo systemctl reboot

#: in-order
#zh 单元还在启动时，先等它
#en While the unit is still starting, wait for it
while [ "$(systemctl is-active shop)" = activating ]; do sleep 1; done
systemctl is-active shop
docker inspect --format '{{.State.StartedAt}} {{.Name}}' shop-db-1 shop-app-1 shop-web-1 | sort

#: without-unit
sudo systemctl disable --now shop
cd ~/shop && docker compose up --detach --wait

#: reboot-again
sudo systemctl reboot

#: back
systemctl is-active shop
curl --silent --show-error --retry 60 --retry-all-errors --retry-delay 1 --fail http://localhost:8080/
