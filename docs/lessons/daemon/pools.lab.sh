#: office-is-gone
ip route get 172.17.5.9

#: older-network
docker network create older
docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}' older

#: set-pools
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "bip": "10.200.0.1/24",
  "default-address-pools": [{ "base": "10.201.0.0/16", "size": 24 }]
}
EOF

#: restart
sudo systemctl restart docker

#: see-bridge
ip -brief -4 address show docker0

#: office-is-back
ip route get 172.17.5.9

#: newer-network
docker network create newer
docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}' newer

#: older-stays
docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}' older

#: make-anew
docker network rm older
docker network create older
docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}' older

#: remove
docker network rm older newer
