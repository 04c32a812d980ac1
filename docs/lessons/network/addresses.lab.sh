#: vpn
#zh 代替 VPN 客户端：把所有目的地都指向 vpn0
#en In place of a VPN client: routes for all destinations to vpn0
sudo ip link add vpn0 type veth peer name vpn1
sudo ip link set vpn1 up
sudo ip link set vpn0 up
sudo ip address add 10.66.1.1/24 dev vpn0
sudo ip route add 0.0.0.0/1 dev vpn0
sudo ip route add 128.0.0.0/1 dev vpn0

#: first-network
docker network create shop

#: own-subnet
docker network create --subnet 172.30.11.0/24 shop

#: split
sudo ip route delete 0.0.0.0/1
sudo ip route delete 128.0.0.0/1
docker run --detach --name web --network shop --ip 172.30.11.10 nginx

#: before
ip route get 172.30.11.10
curl --silent --retry 5 --retry-connrefused http://172.30.11.10 | grep '<title>'

#: colliding
#zh VPN 又推来一条更具体的路由
#en The VPN sends a route that is more specific
sudo ip route add 172.30.11.0/25 dev vpn0
ip route get 172.30.11.10
curl --silent --show-error --max-time 2 http://172.30.11.10

#: remove-lab
sudo ip link delete vpn0
docker rm --force web
docker network rm shop
