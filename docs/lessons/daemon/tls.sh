#: folder
mkdir --mode=700 ~/docker-ca && cd ~/docker-ca

#: authority
cd ~/docker-ca && test ! -e ca.key && test ! -e ca.pem &&
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
    -subj '/CN=Docker CA' -keyout ca.key -out ca.pem

#: server
cd ~/docker-ca && test ! -e server-key.pem &&
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
    -subj /CN=server.internal -addext subjectAltName=DNS:server.internal \
    -addext extendedKeyUsage=serverAuth -keyout server-key.pem -out server.csr &&
  openssl x509 -req -in server.csr -copy_extensions copy -CA ca.pem -CAkey ca.key -days 825 \
    -out server-cert.pem

#: client
cd ~/docker-ca && test ! -e key.pem &&
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
    -subj /CN=laptop -addext extendedKeyUsage=clientAuth -keyout key.pem -out client.csr &&
  openssl x509 -req -in client.csr -copy_extensions copy -CA ca.pem -CAkey ca.key -days 825 \
    -out cert.pem

#: put
cd ~/docker-ca &&
  sudo install --directory /etc/docker &&
  sudo mkdir --mode=700 /etc/docker/tls &&
  sudo install --mode=600 ca.pem server-cert.pem server-key.pem /etc/docker/tls/

#: set-listen
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | .hosts = ["fd://", "tcp://0.0.0.0:2376"] | .tlsverify = true |
  .tlscacert = "/etc/docker/tls/ca.pem" |
  .tlscert = "/etc/docker/tls/server-cert.pem" |
  .tlskey = "/etc/docker/tls/server-key.pem"' /etc/docker/daemon.json > "$draft" &&
  sudo dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-tls || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-tls}; } &&
  sudo cp "$draft" /etc/docker/daemon.json

#: listen
sudo mkdir --parents /etc/systemd/system/docker.service.d
test ! -e /etc/systemd/system/docker.service.d/hosts.conf && sudo tee /etc/systemd/system/docker.service.d/hosts.conf << 'EOF' &&
[Service]
ExecStart=
ExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock
EOF
  sudo systemctl daemon-reload && sudo systemctl restart docker

#: hand-over
#zh 那边已有这几个文件，就列出来，什么也不复制
#en If the other host has such files, they are listed and nothing is copied
ssh laptop.internal 'install --directory --mode=700 .docker &&
  ! ls .docker/ca.pem .docker/cert.pem .docker/key.pem 2> /dev/null | grep .' &&
  scp ca.pem cert.pem key.pem laptop.internal:.docker/

#: served
ssh laptop.internal docker --tlsverify --host=tcp://server.internal:2376 info --format "'{{.Name}}'"

#: without-certificate
curl --no-progress-meter --cacert ca.pem https://server.internal:2376/_ping

#: without-tls
docker --host=tcp://server.internal:2376 version

#: other-name
docker --tlsverify --tlscacert=ca.pem --tlscert=cert.pem --tlskey=key.pem --host=tcp://localhost:2376 version

#: nothing-on-2375
curl --no-progress-meter http://server.internal:2375/_ping

#: close
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-tls \
  '. * ($old[0] | {hosts, tlsverify, tlscacert, tlscert, tlskey}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  sudo dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo rm /etc/docker/daemon.json.before-tls
grep --quiet --line-regexp 'ExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock' /etc/systemd/system/docker.service.d/hosts.conf &&
  sudo rm /etc/systemd/system/docker.service.d/hosts.conf
sudo systemctl daemon-reload
sudo systemctl restart docker
