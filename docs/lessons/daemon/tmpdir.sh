#: write-drop-in
sudo mkdir --parents /etc/systemd/system/docker.service.d
sudo tee /etc/systemd/system/docker.service.d/tmpdir.conf << 'EOF'
[Service]
Environment="DOCKER_TMPDIR=/var/tmp/docker"
EOF

#: not-read-yet
systemctl show --property=Environment --property=NeedDaemonReload docker

#: restart
sudo systemctl daemon-reload
sudo systemctl restart docker

#: read-now
systemctl show --property=Environment docker

#: see-directory
sudo stat --format='%A %U %n' /var/tmp/docker

#: undo
sudo rm /etc/systemd/system/docker.service.d/tmpdir.conf
sudo systemctl daemon-reload
sudo systemctl restart docker
