#: trailing-comma
cat > daemon.json << 'EOF'
{
  "debug": true,
}
EOF
dockerd --validate --config-file=daemon.json

#: wrong-type
cat > daemon.json << 'EOF'
{
  "debug": "yes"
}
EOF
dockerd --validate --config-file=daemon.json

#: unknown-key
cat > daemon.json << 'EOF'
{
  "debgu": true
}
EOF
dockerd --validate --config-file=daemon.json

#: valid-but-wrong
cat > daemon.json << 'EOF'
{
  "bip": "10.200.0.256/24"
}
EOF
dockerd --validate --config-file=daemon.json

#: break-docker
sudo install -D --mode=0644 daemon.json /etc/docker/daemon.json
sudo systemctl restart docker

#: wait-for-the-end
timeout 60 sh -c 'until systemctl is-failed --quiet docker; do sleep 1; done'
systemctl show --property=ActiveState --property=Result docker

#: ask-client
docker ps

#: ask-journal
sudo journalctl --unit=docker --grep='failed to start daemon|too quickly' --lines=2 --output=cat

#: repair
cat > daemon.json << 'EOF'
{
  "bip": "10.200.0.1/24"
}
EOF
dockerd --validate --config-file=daemon.json
sudo install --mode=0644 daemon.json /etc/docker/daemon.json

#: still-refused
sudo systemctl start docker

#: reset
sudo systemctl reset-failed docker
sudo systemctl start docker

#: see-address
ip -brief address show docker0

#: too-often
for attempt in 1 2 3 4; do
  echo "restart $attempt"
  sudo systemctl restart docker
done

#: reset-again
sudo systemctl reset-failed docker
sudo systemctl start docker
