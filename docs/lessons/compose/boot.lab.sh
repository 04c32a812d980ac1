#: up
cd ~/shop && docker compose up --detach --wait
docker inspect --format '{{.Name}} {{.HostConfig.RestartPolicy.Name}}' shop-web-1 shop-app-1 shop-db-1
systemctl is-enabled docker

#: reboot
sudo systemctl reboot

#: back
cd ~/shop
curl --silent --show-error --retry 60 --retry-all-errors --retry-delay 1 --fail http://localhost:8080/
