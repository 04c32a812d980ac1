#: stop-daemon
sudo systemctl stop docker.socket docker
docker ps

#: start-again
sudo systemctl start docker
docker version --format '{{.Server.Os}}'

#: job-fails
sudo install --directory /etc/docker
echo '{ "bip": }' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker

#: log-says
sudo journalctl --unit=docker --no-pager --lines=1 --grep='unable to configure' --output=cat

#: job-works
sudo rm /etc/docker/daemon.json
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: too-quickly
for attempt in 1 2 3 4 5; do
  echo "restart $attempt"
  sudo systemctl restart docker
done
sudo journalctl --unit=docker --no-pager --lines=1 --grep='too quickly' --output=cat

#: quick-again
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: masked
sudo systemctl stop docker.socket docker
sudo systemctl mask docker.service docker.socket
sudo systemctl start docker

#: unmasked
sudo systemctl unmask docker.service docker.socket
sudo systemctl start docker

#: no-containerd
sudo systemctl stop containerd
docker run --rm busybox true

#: containerd-again
sudo systemctl start containerd
timeout 60 sh -c 'until docker run --rm busybox echo it works 2> /dev/null; do sleep 1; done'

#: stale-pid
sudo systemctl stop docker.socket docker
echo "$$" | sudo tee /run/docker.pid
sudo systemctl start docker
sudo journalctl --unit=docker --no-pager --lines=1 --grep='ensure docker is not running' --output=cat

#: whose-stale-pid
ps --format=comm= --pid "$(cat /run/docker.pid)"

#: remove-pid
sudo rm /run/docker.pid
sudo systemctl reset-failed docker docker.socket
sudo systemctl start docker

#: remove-plugin
sudo apt-get remove --yes docker-compose-plugin
docker compose version

#: install-plugin
sudo apt-get update
sudo apt-get install --yes docker-compose-plugin
docker compose version

#: remove-plugin-again
sudo apt-get remove --yes docker-compose-plugin > /dev/null

#: shorthand
docker compose up -d

#: shorthand-fixed
sudo apt-get install --yes docker-compose-plugin
docker compose version
