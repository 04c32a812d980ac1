#: break-docker
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "bip": "10.200.0.256/24"
}
EOF
sudo systemctl restart docker

#: wait-for-the-end
timeout 60 sh -c 'until systemctl is-failed --quiet docker; do sleep 1; done'
systemctl show --property=ActiveState --property=Result docker

#: ask-client
docker ps

#: ask-journal
sudo journalctl --unit=docker --grep='failed to start daemon|too quickly' --lines=2 --output=cat

#: repair
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "bip": "10.200.0.1/24"
}
EOF
dockerd --validate

#: still-refused
sudo systemctl start docker

#: show-limit
systemctl show --property=StartLimitBurst --property=StartLimitIntervalUSec docker docker.socket

#: reset
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: see-address
ip -brief address show docker0

#: too-often
for attempt in 1 2 3 4; do
  echo "restart $attempt"
  sudo systemctl restart docker
done

#: reset-again
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: socket-too
#zh 反复启动套接字，直到 systemd 拒绝
#en Start the socket again and again until systemd refuses
sudo systemctl stop docker.socket docker
sudo sh -c 'while systemctl restart docker.socket; do :; done'
sudo systemctl reset-failed docker
sudo systemctl start docker

#: reset-both
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker
docker version --format '{{.Server.Os}}'
