#: people
sudo useradd --create-home --groups docker alice
sudo useradd --create-home bob
echo 'bob ALL=(root) NOPASSWD: /usr/bin/docker' | sudo tee /etc/sudoers.d/bob-docker
sudo chmod 440 /etc/sudoers.d/bob-docker

#: alice-shadow
sudo --user alice docker run --rm --volume /:/host busybox head -c 5 /host/etc/shadow

#: bob-shadow
sudo --user bob sudo docker run --rm --volume /:/host busybox head -c 5 /host/etc/shadow

#: bob-without-sudo
sudo --user bob docker ps

#: who-did-it
sudo journalctl --since -5min --output cat _COMM=sudo --grep '^ *(alice|bob) :'

#: debug
sudo mkdir --parents /etc/docker
echo '{ "debug": true }' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker
sleep 1
sudo --user alice docker run --rm busybox true
sudo journalctl --unit docker --since -1min --output cat --grep 'POST .*containers/create' | tail --lines=1

#: by-ssh
docker --host ssh://alice@docker.internal run --rm --name by-ssh busybox true
ssh docker.internal "sudo journalctl --unit ssh --since -5min --output cat --grep 'Accepted publickey for alice'"

#: events-there
docker --host ssh://docker.internal events --since 5m --until 0s --filter container=by-ssh --filter event=start --format '{{json .Actor.Attributes}}'

#: take-out
sudo gpasswd --delete alice docker
sudo --user alice docker ps

#: remove
sudo rm /etc/sudoers.d/bob-docker
sudo userdel --remove alice
sudo userdel --remove bob
