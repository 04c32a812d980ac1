#: try-start
try_start() {
  echo "$1" | sudo tee /etc/docker/daemon.json
  dockerd --validate
  sudo systemctl stop docker.socket docker
  sudo systemctl reset-failed docker docker.socket
  since=$(date '+%F %T')
  sudo systemctl start docker 2> /dev/null && echo started && return
  sudo systemctl stop docker.socket docker
  sudo journalctl --unit=docker --since="$since" --grep='failed to start daemon' --lines=1 --output=cat
}
sudo install --directory /etc/docker
try_start '{ "debug": true }'

#: kernel-check
try_start '{ "storage-driver": "overlay2", "storage-opts": ["overlay2.override_kernel_check=true"] }'

#: max-files
try_start '{ "log-opts": { "max-size": "10m", "max-files": "3" } }'

#: slash
try_start '{ "insecure-registries": ["http://192.0.2.5:5000/"] }'

#: bip
try_start '{ "bip": "172.30.0.0/16" }'

#: pool-size
try_start '{ "default-address-pools": [{ "base": "10.201.0.0/16", "size": 8 }] }'

#: runtime
try_start '{ "default-runtime": "nvidia" }'

#: useless-path
try_start '{ "registry-mirrors": ["https://mirror.internal/v2/library"] }'

#: useless-double
try_start '{ "labels": ["site=berlin"], "labels": ["rack=7"] }'
docker info --format '{{.Labels}}'

#: log-driver
try_start '{ "log-driver": "jsonfile" }'
docker run --rm busybox true

#: log-size
try_start '{ "log-opts": { "max-size": "ten" } }'
docker run --rm busybox true

#: repair
try_start '{ "log-opts": { "max-size": "10m", "max-file": "3" } }'
