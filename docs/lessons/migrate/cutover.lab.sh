#: addresses
cd ~/orders
parent=$(ip route show default | awk '{ print $5; exit }')
gateway=$(ip route show default | awk '{ print $3; exit }')
subnet=$(ip -4 route show dev "$parent" scope link | awk '{ print $1; exit }')
old=$(getent ahostsv4 legacy.internal | awk '{ print $1; exit }')
spare=${gateway%.*}.240

#: vm-answers
ssh client.internal curl --silent --show-error --fail "http://$old/orders"

#: move-vm
#zh 虚拟机先得到备用地址；再用备用地址登录，交出原来的。重启虚拟机，一切复原
#en The VM gets the spare address; logged in through it, it gives up its own. A reboot of the VM undoes both
ssh legacy.internal sudo sysctl --quiet --write net.ipv4.conf.eth0.promote_secondaries=1
ssh legacy.internal sudo ip address add "$spare/${subnet#*/}" dev eth0
ssh -o HostKeyAlias=legacy.internal "$spare" sudo ip address delete "$old/${subnet#*/}" dev eth0

#: network
docker network create --driver macvlan --opt parent="$parent" \
  --subnet "$subnet" --gateway "$gateway" --ip-range "$old/32" lan-address

#: take-address
#zh 已有 compose.override.yaml 时，第一条命令失败，什么也不会动
#en If there is a compose.override.yaml, the first command fails and nothing is touched
test ! -e compose.override.yaml && cat > compose.override.yaml << EOF_OVERRIDE &&
services:
  web:
    networks:
      default:
      lan-address:
        ipv4_address: $old
networks:
  lan-address:
    external: true
EOF_OVERRIDE
  docker compose up --detach --wait

#: way-out
docker run --rm --network container:orders-web-1 busybox ip route show default

#: container-answers
ssh client.internal curl --silent --show-error --fail --max-time 5 --retry 20 --retry-all-errors \
  --retry-delay 1 "http://$old/orders"

#: same-mac
ssh client.internal ip neighbour | grep --fixed-strings "$old " | grep --only-matching 'lladdr [0-9a-f:]*'
docker inspect --format '{{(index .NetworkSettings.Networks "lan-address").MacAddress}}' orders-web-1

#: both-alike
ssh client.internal sh -s -- "http://$spare" "http://$old" / /orders /orders/17 /orders/5000 \
  /files/invoice-17.txt /files/photo-17.jpg < ../same-answers.sh

#: not-from-host
curl --silent --show-error --max-time 3 "http://$old/orders"

#: give-back
rm compose.override.yaml
docker compose up --detach --wait
docker network rm lan-address
ssh -o HostKeyAlias=legacy.internal "$spare" sudo ip address add "$old/${subnet#*/}" dev eth0
ssh legacy.internal sudo ip address delete "$spare/${subnet#*/}" dev eth0

#: vm-again
ssh client.internal curl --silent --show-error --fail --max-time 5 --retry 20 --retry-all-errors \
  --retry-delay 1 "http://$old/orders"
