#: other-program
#zh 宿主机上的另一个程序，占着 8090 端口
#en Another program of the host, which listens on port 8090
sudo systemd-run --quiet --unit=other-program systemd-socket-activate --listen=0.0.0.0:8090 /bin/true

#: port-in-use
docker run --detach --name trial-second --publish 8090:80 nginx

#: who-listens
sudo ss --listening --tcp --numeric --processes 'sport = :8090'

#: stop-program
docker rm trial-second
sudo systemctl stop other-program

#: publish-inside
docker run --detach --name trial-inside --publish 127.0.0.1:8081:80 nginx

#: refused
ssh client.internal curl --silent --show-error --max-time 3 http://server.internal:8081

#: pretend
#zh 让邻居以为 127.0.0.1 是服务器的地址
#en Let the neighbour take 127.0.0.1 for an address of the server
ssh client.internal 'sudo sysctl --write net.ipv4.conf.all.route_localnet=1 &&
  sudo ip address delete 127.0.0.1/8 dev lo &&
  sudo ip route add 127.0.0.1/32 via "$(getent ahostsv4 server.internal | head -n 1 | cut -d " " -f 1)"'

#: reach
ssh client.internal curl --silent --max-time 3 http://127.0.0.1:8081 | grep '<title>'

#: guard
sudo iptables --table raw --list-rules PREROUTING

#: pretend-no-more
ssh client.internal 'sudo ip route delete 127.0.0.1/32 &&
  sudo ip address add 127.0.0.1/8 dev lo &&
  sudo sysctl --write net.ipv4.conf.all.route_localnet=0'

#: remove-inside
docker rm --force trial-inside
