#: ask-daemon
ask_daemon() {
  docker info --format 'debug: {{.Debug}}
labels: {{.Labels}}
live-restore: {{.LiveRestoreEnabled}}
registry-mirrors: {{.RegistryConfig.Mirrors}}
insecure-registries: {{range $name, $index := .RegistryConfig.IndexConfigs}}{{if not $index.Secure}}{{$name}}{{end}}{{end}}
default-runtime: {{.DefaultRuntime}}
default-address-pools: {{.DefaultAddressPools}}
proxies: {{.HTTPProxy}}'
  docker network inspect --format 'bip: {{range .IPAM.Config}}{{.Gateway}}{{end}}' bridge
}
ask_daemon

#: ask-container
ask_container() {
  docker run --name asked busybox sh -c '
    echo "default-shm-size: $(grep /dev/shm /proc/mounts)"
    echo "default-ulimits: $(ulimit -n)"
    echo "dns: $(grep ^nameserver /etc/resolv.conf)"
    echo "init: $(cat /proc/1/comm)"
    echo "mtu: $(cat /sys/class/net/eth0/mtu)"'
  docker inspect --format 'log-driver: {{.HostConfig.LogConfig.Type}}
log-opts: {{.HostConfig.LogConfig.Config}}' asked
  docker rm asked > /dev/null
}
docker pull --quiet busybox
ask_container

#: write-file
sudo mkdir --parents /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "bip": "10.200.0.1/24",
  "debug": true,
  "default-address-pools": [{ "base": "10.201.0.0/16", "size": 24 }],
  "default-runtime": "second",
  "default-shm-size": "32M",
  "default-ulimits": { "nofile": { "Name": "nofile", "Soft": 1000, "Hard": 2000 } },
  "dns": ["192.0.2.53"],
  "init": true,
  "insecure-registries": ["registry.internal:5000"],
  "labels": ["site=berlin"],
  "live-restore": true,
  "log-driver": "local",
  "log-opts": { "max-size": "1m" },
  "max-concurrent-downloads": 1,
  "max-concurrent-uploads": 2,
  "max-download-attempts": 9,
  "mtu": 1400,
  "proxies": { "http-proxy": "http://proxy.internal:3128" },
  "registry-mirrors": ["https://mirror.internal"],
  "runtimes": { "second": { "path": "/usr/bin/runc" } },
  "shutdown-timeout": 30
}
EOF

#: reload
sudo systemctl reload docker

#: daemon-after-reload
ask_daemon

#: container-after-reload
ask_container

#: ask-events
docker events --since=10m --until=0s --filter=event=reload --format='{{json .Actor.Attributes}}'

#: restart
sudo systemctl restart docker

#: daemon-after-restart
ask_daemon

#: container-after-restart
ask_container

#: take-keys-out
echo '{}' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker

#: daemon-remembers
ask_daemon

#: reload-broken
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "labels": ["site=paris"],
}
EOF
sudo systemctl reload docker

#: reload-conflict
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "hosts": ["unix:///run/docker.sock"],
  "labels": ["site=paris"]
}
EOF
sudo systemctl reload docker

#: nothing-changed
docker info --format '{{.Labels}}'
sudo journalctl --unit=docker --grep='unable to configure' --output=cat

#: back
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
