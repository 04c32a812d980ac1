#: second-start
sudo mkdir --parents /etc/systemd/system/docker.service.d
sudo tee /etc/systemd/system/docker.service.d/start.conf << 'EOF'
[Service]
ExecStart=/usr/local/bin/dockerd --host=fd:// --containerd=/run/containerd/containerd.sock
EOF
sudo systemctl daemon-reload
sudo systemctl restart docker

#: ask-journal
sudo journalctl --unit=docker --grep='ExecStart' --lines=1 --output=cat

#: put-binary
sudo install /usr/bin/dockerd /usr/local/bin/dockerd

#: replace-start
#zh 空的 ExecStart= 先清掉单元里原有的那一行
#en The empty ExecStart= first clears the unit's own
sudo tee /etc/systemd/system/docker.service.d/start.conf << 'EOF'
[Service]
ExecStart=
ExecStart=/usr/local/bin/dockerd --host=fd:// --containerd=/run/containerd/containerd.sock
EOF
sudo systemctl daemon-reload
sudo systemctl restart docker

#: show-arguments
ps -o args= -C dockerd

#: undo
sudo rm /etc/systemd/system/docker.service.d/start.conf
sudo systemctl daemon-reload
sudo systemctl restart docker
sudo rm /usr/local/bin/dockerd
