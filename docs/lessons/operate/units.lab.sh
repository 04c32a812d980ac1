#: on-disk
findmnt --noheadings --output TARGET /srv
docker run --detach --name trial-policy --restart always --publish 127.0.0.1:8086:80 --volume /srv/trial-site:/usr/share/nginx/html:ro nginx:1.29
curl --silent --retry 20 --retry-all-errors --retry-delay 1 --fail http://127.0.0.1:8086/

#: no-disk
sudo systemctl stop docker docker.socket
sudo umount /srv
sudo systemctl start docker
docker ps --filter name=trial-policy --format '{{.Names}}: {{.State}}'

#: on-nothing
findmnt --noheadings --output TARGET --target /srv/trial-site
find /srv/trial-site -mindepth 1 | wc --lines
curl --silent --output /dev/null --retry 20 --retry-connrefused --write-out '%{http_code}\n' http://127.0.0.1:8086/

#: mounted-later
sudo mount /srv
cat /srv/trial-site/index.html
curl --silent --output /dev/null --write-out '%{http_code}\n' http://127.0.0.1:8086/
docker restart trial-policy
curl --silent --retry 20 --retry-all-errors --retry-delay 1 --fail http://127.0.0.1:8086/

#: mount-option
docker rm --force trial-policy
sudo umount /srv
sudo rm --dir /srv/trial-site
docker run --name trial-mount --mount type=bind,source=/srv/trial-site,target=/usr/share/nginx/html,readonly nginx:1.29

#: unit-mounts
sudo systemctl start trial-web
findmnt --noheadings --output TARGET /srv
curl --silent --retry 20 --retry-all-errors --retry-delay 1 --fail http://127.0.0.1:8085/

#: disk-broken
sudo systemctl stop trial-web
sudo umount /srv
sudo sed --in-place 's,^.* /srv .*,/dev/missing /srv ext4 defaults\,x-systemd.device-timeout=5 0 0,' /etc/fstab
sudo systemctl daemon-reload
sudo systemctl start trial-web

#: refused
systemctl is-active trial-web
docker ps --all --filter name=trial-web --format '{{.Names}}'
