#: install-proxy
ssh proxy.internal 'sudo apt-get update && sudo apt-get install --yes --no-install-recommends tinyproxy'

#: set-up-proxy
ssh proxy.internal sudo tee /etc/tinyproxy/tinyproxy.conf << 'EOF'
User tinyproxy
Group tinyproxy
PidFile "/run/tinyproxy/tinyproxy.pid"
Port 3128
LogFile "/var/log/tinyproxy/tinyproxy.log"
LogLevel Connect
EOF
ssh proxy.internal sudo systemctl restart tinyproxy

#: export-in-vain
export HTTPS_PROXY=http://proxy.internal:3128
docker pull busybox:1.37
unset HTTPS_PROXY

#: log-is-empty
ssh proxy.internal sudo grep --count CONNECT /var/log/tinyproxy/tinyproxy.log

#: write-file
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "proxies": {
    "http-proxy": "http://proxy.internal:3128",
    "https-proxy": "http://proxy.internal:3128",
    "no-proxy": "localhost,127.0.0.0/8,.internal"
  }
}
EOF
sudo systemctl restart docker

#: see-proxy
docker info --format '{{println .HTTPProxy}}{{println .HTTPSProxy}}{{.NoProxy}}'

#: pull
docker pull nginx:1.29

#: log
ssh proxy.internal sudo grep --only-matching "'CONNECT registry-1.docker.io:443'" /var/log/tinyproxy/tinyproxy.log | sort --unique

#: without-proxy
#zh 那里没有镜像仓库，但看得出 Docker 是直接去找的
#en There is no registry, but one sees that Docker went there directly
docker pull proxy.internal:5000/tools:1.0

#: drop-in
sudo rm /etc/docker/daemon.json
sudo mkdir --parents /etc/systemd/system/docker.service.d
sudo tee /etc/systemd/system/docker.service.d/http-proxy.conf << 'EOF'
[Service]
Environment="HTTP_PROXY=http://proxy.internal:3128"
Environment="HTTPS_PROXY=http://proxy.internal:3128"
Environment="NO_PROXY=localhost,127.0.0.0/8,.internal"
EOF
sudo systemctl daemon-reload
sudo systemctl restart docker

#: see-environment
systemctl show --property=Environment docker

#: pull-again
ssh proxy.internal sudo truncate --size=0 /var/log/tinyproxy/tinyproxy.log
docker pull redis:8
ssh proxy.internal sudo grep --only-matching "'CONNECT registry-1.docker.io:443'" /var/log/tinyproxy/tinyproxy.log | sort --unique

#: containers-have-none
docker run --rm busybox:1.37 env | grep --ignore-case proxy

#: for-containers
mkdir --parents ~/.docker
tee ~/.docker/config.json << 'EOF'
{
  "proxies": {
    "default": {
      "httpProxy": "http://proxy.internal:3128",
      "httpsProxy": "http://proxy.internal:3128",
      "noProxy": "localhost,127.0.0.0/8,.internal"
    }
  }
}
EOF

#: containers-have-it
docker run --rm busybox:1.37 env | grep --ignore-case proxy | sort

#: build
docker build --no-cache --progress=plain - << 'EOF'
FROM busybox:1.37
RUN env | grep https_proxy
EOF

#: remove
rm ~/.docker/config.json
sudo rm /etc/systemd/system/docker.service.d/http-proxy.conf
sudo systemctl daemon-reload
sudo systemctl restart docker
