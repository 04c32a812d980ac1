#: hosts-key
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "hosts": ["fd://", "tcp://127.0.0.1:2375"]
}
EOF
dockerd --validate

#: restart-fails
sudo systemctl restart docker

#: journal
sudo journalctl --unit=docker --grep='unable to configure' --lines=1 --output=cat

#: drop-in
#zh 空的 ExecStart= 先清掉单元里原有的那一行
#en The empty ExecStart= first clears the unit's own
sudo mkdir --parents /etc/systemd/system/docker.service.d
sudo tee /etc/systemd/system/docker.service.d/hosts.conf << 'EOF'
[Service]
ExecStart=
ExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock
EOF
sudo systemctl daemon-reload

#: restart
sudo systemctl reset-failed docker docker.socket
sudo systemctl restart docker

#: both-answer
docker --host=tcp://127.0.0.1:2375 version --format 'tcp: {{.Server.Os}}'
docker --host=unix:///run/docker.sock version --format 'socket: {{.Server.Os}}'

#: warning
sudo journalctl --unit=docker --grep='without encryption' --lines=1 --output=cat

#: as-in-2014
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "hosts": ["fd://", "tcp://0.0.0.0:4243"]
}
EOF
sudo systemctl restart docker

#: stranger
#zh 另一台机器，没有密码，没有密钥：它在这台服务器上以 root 写了一个文件
#en Another host, no password, no key: it writes a file on this server, as root
docker pull --quiet busybox:1.37
ssh laptop.internal docker --host=tcp://server.internal:4243 run --rm --volume /root:/theirs busybox:1.37 touch /theirs/was-here

#: was-here
sudo stat --format='%U %n' /root/was-here

#: close
sudo rm /root/was-here /etc/docker/daemon.json /etc/systemd/system/docker.service.d/hosts.conf
sudo systemctl daemon-reload
sudo systemctl reset-failed docker docker.socket
sudo systemctl restart docker

#: closed
ssh laptop.internal docker --host=tcp://server.internal:4243 version
