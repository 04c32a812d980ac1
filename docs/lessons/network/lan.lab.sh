#: create-again
parent=$(ip route show default | awk '{ print $5; exit }')
gateway=$(ip route show default | awk '{ print $3; exit }')
subnet=$(ip -4 route show dev "$parent" scope link | awk '{ print $1; exit }')
address=${gateway%.*}.210
docker network create --driver macvlan --opt parent="$parent" \
  --subnet "$subnet" --gateway "$gateway" --ip-range "${gateway%.*}.208/28" trial-lan
docker run --detach --name lan-web --network trial-lan --ip "$address" nginx

#: neighbour
ssh client.internal curl --silent --max-time 3 "http://$address" | grep '<title>'

#: no-ports
docker port lan-web

#: past-the-firewall
sudo iptables --insert DOCKER-USER --jump DROP
sudo iptables --insert INPUT --protocol tcp --dport 80 --jump DROP
ssh client.internal curl --silent --max-time 3 "http://$address" | grep '<title>'

#: rules-off
sudo iptables --delete INPUT --protocol tcp --dport 80 --jump DROP
sudo iptables --delete DOCKER-USER --jump DROP

#: same-parent
docker network create --driver macvlan --opt parent="$parent" --subnet 198.51.100.0/24 lan-2

#: wrong-parent
docker network create --driver macvlan --opt parent=nosuch0 --subnet 203.0.113.0/24 lan-3

#: remove-lab
docker rm --force lan-web
docker network ls --quiet --filter driver=macvlan | xargs docker network rm
