#: no-pools
for n in $(seq 40); do
  docker network create "err-net$n" > /dev/null || break
done
docker network create err-one-more

#: pools-again
docker network ls --quiet --filter name=err-net | xargs docker network rm > /dev/null
docker network create err-one-more

#: no-chain
sudo iptables --table nat --flush
sudo iptables --table nat --delete-chain
docker run --name err-rules --publish 8080:80 nginx

#: chains-again
sudo systemctl restart docker
docker start err-rules
docker rm --force err-rules
docker network rm err-one-more

#: no-forwarding
sudo sysctl --write net.ipv4.ip_forward=0
docker run --rm busybox ping -c 2 -W 2 "$(ip route show default | cut -d ' ' -f 3)"

#: forwarding-again
sudo sysctl --write net.ipv4.ip_forward=1
docker run --rm busybox ping -c 2 -W 2 "$(ip route show default | cut -d ' ' -f 3)" | grep received
