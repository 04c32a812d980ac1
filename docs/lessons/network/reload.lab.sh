#: run-web
docker run --detach --name web --publish 8080:80 nginx

#: flush
sudo nft flush ruleset

#: still-published
curl --silent http://localhost:8080 | grep '<title>'

#: no-way-out
docker exec web curl --silent --show-error --max-time 3 http://client.internal

#: new-port
docker run --detach --name second --publish 8090:80 nginx

#: new-network
docker network create shop

#: reload-is-not-enough
sudo systemctl reload docker
sudo iptables --table nat --list-rules DOCKER

#: keep-running
echo '{ "live-restore": true }' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker
until docker info --format '{{.LiveRestoreEnabled}}' | grep --quiet true; do sleep 0.2; done
docker inspect --format '{{.State.Pid}}' web > before
sudo systemctl restart docker
docker inspect --format '{{.State.Pid}}' web | diff before - && echo 'web kept running'

#: user-chain
sudo iptables --list-rules DOCKER-USER

#: user-chain-back
docker network create shop && docker network rm shop
sudo iptables --list-rules DOCKER-USER

#: way-out
docker exec web curl --silent http://client.internal | grep '<title>'

#: restore-file
tee own.rules << 'EOF'
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
EOF
sudo iptables-restore own.rules
sudo iptables --list-rules DOCKER-USER

#: restore-noflush
sudo systemctl restart docker
docker network create shop && docker network rm shop
sudo iptables-restore --noflush own.rules
sudo iptables --list-rules DOCKER-USER

#: ufw
sudo apt-get update
sudo apt-get install --yes ufw
sudo ufw allow ssh
sudo ufw --force enable
sudo ufw reload
sudo iptables --table nat --list-rules DOCKER

#: ufw-off
sudo ufw --force disable

#: firewalld
sudo apt-get install --yes --no-install-recommends firewalld
sudo systemctl restart docker
sudo firewall-cmd --get-zone-of-interface docker0

#: firewalld-reload
sudo iptables --insert DOCKER-USER --source 203.0.113.9 --jump DROP
sudo iptables --table nat --flush
sudo firewall-cmd --reload

#: after-firewalld
sudo iptables --table nat --list-rules DOCKER
sudo iptables --list-rules DOCKER-USER

#: firewalld-off
sudo apt-get purge --yes firewalld
sudo systemctl restart docker

#: backend
echo '{ "firewall-backend": "nftables" }' | sudo tee /etc/docker/daemon.json
sudo dockerd --validate && sudo systemctl restart docker && docker start web

#: backend-tables
sudo nft list tables ip

#: own-rule
sudo nft --file - << 'EOF'
table ip own {
  chain forward {
    type filter hook forward priority filter - 1; policy accept;
    ct original proto-dst 8080 ip saddr != 203.0.113.0/24 drop
  }
}
EOF
ssh client.internal curl --silent --show-error --max-time 3 http://server.internal:8080

#: no-swarm
docker swarm init

#: remove-lab
sudo nft delete table ip own
docker rm --force web second
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
