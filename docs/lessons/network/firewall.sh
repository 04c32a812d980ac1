#: bind-loopback
docker run --detach --name trial-web --publish 127.0.0.1:8080:80 nginx

#: see-loopback
docker port trial-web

#: publish-all
docker rm --force trial-web
docker run --detach --name trial-web --publish 8080:80 nginx

#: restrict
#zh 换成可以访问的网段
#en The network that may get in: put yours here
allowed=203.0.113.0/24
sudo iptables --insert DOCKER-USER --protocol tcp --match conntrack --ctstate DNAT --ctorigdstport 8080 --ctdir ORIGINAL ! --source "$allowed" --jump DROP

#: see-rules
sudo iptables --list-rules DOCKER-USER

#: unrestrict
#zh 和加规则时同一个网段
#en The same network as when the rule was added
allowed=203.0.113.0/24
sudo iptables --delete DOCKER-USER --protocol tcp --match conntrack --ctstate DNAT --ctorigdstport 8080 --ctdir ORIGINAL ! --source "$allowed" --jump DROP

#: keep-rule
allowed=203.0.113.0/24
test ! -e /etc/systemd/system/docker-port-8080.service &&
  sudo tee /etc/systemd/system/docker-port-8080.service << EOF &&
[Unit]
Description=Only some may reach port 8080 of Docker
After=docker.service
PartOf=docker.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/iptables --insert DOCKER-USER --protocol tcp --match conntrack --ctstate DNAT --ctorigdstport 8080 --ctdir ORIGINAL ! --source $allowed --jump DROP
ExecStop=/usr/sbin/iptables --delete DOCKER-USER --protocol tcp --match conntrack --ctstate DNAT --ctorigdstport 8080 --ctdir ORIGINAL ! --source $allowed --jump DROP
[Install]
WantedBy=docker.service
EOF
  sudo systemctl daemon-reload && sudo systemctl enable --now docker-port-8080.service

#: see-kept
systemctl is-enabled docker-port-8080.service
sudo iptables --list-rules DOCKER-USER

#: undo-kept
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=Only some may reach port 8080 of Docker$' /etc/systemd/system/docker-port-8080.service &&
  sudo systemctl disable --now docker-port-8080.service &&
  sudo rm /etc/systemd/system/docker-port-8080.service &&
  sudo systemctl daemon-reload

#: remove
docker rm --force trial-web
