#: write-drop-in
sudo mkdir --parents /etc/systemd/system/docker.service.d
test ! -e /etc/systemd/system/docker.service.d/tmpdir.conf && sudo tee /etc/systemd/system/docker.service.d/tmpdir.conf << 'EOF'
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
grep --quiet --line-regexp 'Environment="DOCKER_TMPDIR=/var/tmp/docker"' /etc/systemd/system/docker.service.d/tmpdir.conf &&
  sudo rm /etc/systemd/system/docker.service.d/tmpdir.conf
sudo systemctl daemon-reload
sudo systemctl restart docker
