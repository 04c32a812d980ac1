#: see-lan
ip route show default
ip -4 route show scope link

#: create
#zh 网卡、网关、网段取自默认路由。地址段和宿主机的第二个地址，换成管网络的人给你的
#en Interface, gateway and subnet come from the default route. The range, and the host's second address in it: put yours
parent=$(ip route show default | awk '{ print $5; exit }')
gateway=$(ip route show default | awk '{ print $3; exit }')
subnet=$(ip -4 route show dev "$parent" scope link | awk '{ print $1; exit }')
range=${gateway%.*}.208/28
second=${gateway%.*}.223
docker network create --driver macvlan --opt parent="$parent" \
  --subnet "$subnet" --gateway "$gateway" --ip-range "$range" --aux-address "host=$second" trial-lan

#: run
docker run --detach --name lan-web --network trial-lan nginx

#: see-address
docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' lan-web

#: from-host
address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' lan-web)
curl --silent --show-error --max-time 2 "http://$address"

#: host-side
test ! -e /etc/systemd/system/lan-host.service &&
  sudo tee /etc/systemd/system/lan-host.service << EOF &&
[Unit]
Description=The host's own address in the network trial-lan of Docker
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/ip link add lan-host link ${parent:?} type macvlan mode bridge
ExecStart=/usr/sbin/ip address add $second/32 dev lan-host
ExecStart=/usr/sbin/ip link set lan-host up
ExecStart=/usr/sbin/ip route add $range dev lan-host
ExecStop=/usr/sbin/ip link delete lan-host
[Install]
WantedBy=multi-user.target
EOF
  sudo systemctl daemon-reload && sudo systemctl enable --now lan-host.service

#: from-host-again
curl --silent "http://$address" | grep '<title>'

#: vlan
docker network create --driver macvlan --opt parent=eth0.20 \
  --subnet 192.0.2.0/24 --gateway 192.0.2.1 --ip-range 192.0.2.208/28 trial-vlan20

#: ipvlan
docker network create --driver ipvlan --opt parent=eth0 \
  --subnet 192.0.2.0/24 --gateway 192.0.2.1 --ip-range 192.0.2.208/28 lan-ipvlan

#: remove
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet "^Description=The host's own address in the network trial-lan of Docker$" /etc/systemd/system/lan-host.service &&
  sudo systemctl disable --now lan-host.service &&
  sudo rm /etc/systemd/system/lan-host.service &&
  sudo systemctl daemon-reload
docker rm --force lan-web
docker network rm trial-lan
