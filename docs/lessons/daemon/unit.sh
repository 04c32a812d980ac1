#: see-command
systemctl show --property=ExecStart --value docker | grep --only-matching 'argv\[\]=[^;]*'

#: change-command
#zh 空的 ExecStart= 先清掉单元里原有的那一行
#en The empty ExecStart= first clears the unit's own
sudo mkdir --parents /etc/systemd/system/docker.service.d
test ! -e /etc/systemd/system/docker.service.d/start.conf && sudo tee /etc/systemd/system/docker.service.d/start.conf << 'EOF' &&
[Service]
ExecStart=
ExecStart=/usr/bin/dockerd --host=fd:// --containerd=/run/containerd/containerd.sock --debug
EOF
  sudo systemctl daemon-reload &&
  test "$(systemctl show --property=LoadState --value docker)" = loaded && sudo systemctl restart docker

#: see-running
ps -o args= -C dockerd

#: undo-command
grep --quiet '^ExecStart=.* --debug$' /etc/systemd/system/docker.service.d/start.conf &&
  sudo rm /etc/systemd/system/docker.service.d/start.conf
sudo systemctl daemon-reload
sudo systemctl restart docker
