#: loopback-only
cp /etc/resolv.conf resolv.before
echo 'nameserver 127.0.0.1' | sudo tee /etc/resolv.conf
docker run --rm busybox cat /etc/resolv.conf

#: servers-back
sudo cp resolv.before /etc/resolv.conf

#: install-resolved
sudo apt-get update
sudo apt-get install --yes --option DPkg::Lock::Timeout=60 systemd-resolved
sudo systemctl restart systemd-resolved docker

#: resolved-host
grep nameserver /etc/resolv.conf

#: resolved-default
docker run --rm busybox cat /etc/resolv.conf

#: resolved-own
docker network create shop
docker run --rm --network shop busybox cat /etc/resolv.conf

#: vpn
#zh 代替 VPN 客户端：只有 corp.example 里的名称才问 192.0.2.53
#en In place of a VPN client: only names in corp.example are asked of 192.0.2.53
sudo resolvectl dns eth0 192.0.2.53
sudo resolvectl domain eth0 '~corp.example'
getent hosts wiki.corp.example

#: vpn-default
docker run --rm busybox nslookup -type=a wiki.corp.example

#: vpn-own
docker run --rm --network shop busybox nslookup -type=a wiki.corp.example

#: stub
sudo install --directory /etc/systemd/resolved.conf.d
sudo tee /etc/systemd/resolved.conf.d/docker.conf << 'EOF'
[Resolve]
DNSStubListenerExtra=172.17.0.1
EOF
sudo systemctl restart systemd-resolved
echo '{ "dns": ["172.17.0.1"] }' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker

#: stub-default
docker run --rm busybox nslookup -type=a wiki.corp.example

#: loopback-dns
echo '{ "dns": ["127.0.0.53"] }' | sudo tee /etc/docker/daemon.json
sudo dockerd --validate
sudo systemctl restart docker
docker run --rm busybox nslookup -type=a wiki.corp.example

#: remove-lab
sudo rm /etc/docker/daemon.json /etc/systemd/resolved.conf.d/docker.conf
sudo systemctl restart systemd-resolved docker
docker network rm shop
