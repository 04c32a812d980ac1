#: page
test ! -e /srv/trial-site && sudo mkdir /srv/trial-site && echo hello | sudo tee /srv/trial-site/index.html

#: unit
test ! -e /etc/systemd/system/trial-web.service &&
  sudo tee /etc/systemd/system/trial-web.service << 'EOF_UNIT' &&
[Unit]
Description=The web server trial-web (a container)
Requires=docker.service
After=docker.service network-online.target
Wants=network-online.target
RequiresMountsFor=/srv/trial-site

[Service]
ExecStart=/usr/bin/docker run --rm --name trial-web --publish 127.0.0.1:8085:80 --mount type=bind,source=/srv/trial-site,target=/usr/share/nginx/html,readonly nginx:1.29
ExecStop=/usr/bin/docker stop -t 20 trial-web
ExecStopPost=-/usr/bin/docker rm --force trial-web
Restart=on-failure
RestartSec=2
TimeoutStartSec=300
TimeoutStopSec=40

[Install]
WantedBy=multi-user.target
EOF_UNIT
  sudo systemctl daemon-reload && sudo systemctl enable --now trial-web

#: check
systemctl is-active trial-web
curl --silent --retry 20 --retry-all-errors --retry-delay 1 --fail http://127.0.0.1:8085/

#: ordered
systemctl show --property=After --value trial-web | tr ' ' '\n' | grep --line-regexp --fixed-strings docker.service
systemctl show --property=RequiresMountsFor trial-web

#: crash
docker kill trial-web
curl --silent --retry 20 --retry-all-errors --retry-delay 1 --fail http://127.0.0.1:8085/
systemctl show --property=NRestarts trial-web

#: lines
sudo journalctl --unit trial-web --grep 'Scheduled restart' --output cat --quiet

#: both
docker run --rm --restart always busybox true

#: stop
sudo systemctl stop trial-web
systemctl show --property=ActiveState,Result trial-web
docker ps --all --filter name=trial-web --format '{{.Names}}'

#: timer
test ! -e /etc/systemd/system/trial-job.service &&
  sudo tee /etc/systemd/system/trial-job.service << 'EOF_SERVICE' &&
[Unit]
Description=Count the files of the web server (in a container)
Requires=docker.service
After=docker.service
RequiresMountsFor=/srv/trial-site

[Service]
Type=oneshot
ExecStart=/usr/bin/docker run --rm --name trial-job --mount type=bind,source=/srv/trial-site,target=/site,readonly busybox sh -c 'find /site -type f | wc -l'
EOF_SERVICE
  sudo tee /etc/systemd/system/trial-job.timer << 'EOF_TIMER' &&
[Unit]
Description=Count the files of the web server every night

[Timer]
OnCalendar=*-*-* 03:10
Persistent=true

[Install]
WantedBy=timers.target
EOF_TIMER
  sudo systemctl daemon-reload && sudo systemctl enable --now trial-job.timer

#: timer-check
sudo systemctl start trial-job
sudo journalctl --sync
sudo journalctl --unit trial-job --identifier docker --output cat --quiet
systemctl list-timers trial-job.timer --no-legend | grep --only-matching 'trial-job.timer *trial-job.service'

#: job-fails
sudo mv /srv/trial-site /srv/trial-site-away
sudo systemctl start trial-job
systemctl show --property=Result,ExecMainStatus trial-job
sudo mv /srv/trial-site-away /srv/trial-site

#: undo
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=The web server trial-web (a container)$' /etc/systemd/system/trial-web.service &&
  sudo systemctl disable --now trial-web && sudo rm /etc/systemd/system/trial-web.service
grep --quiet '^Description=Count the files of the web server (in a container)$' /etc/systemd/system/trial-job.service &&
  sudo systemctl disable --now trial-job.timer &&
  sudo rm /etc/systemd/system/trial-job.service /etc/systemd/system/trial-job.timer
sudo systemctl daemon-reload
grep --quiet --line-regexp hello /srv/trial-site/index.html && sudo rm --recursive /srv/trial-site
