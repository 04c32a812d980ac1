#: up
docker run --detach --name trial-sent --restart always --log-driver syslog --log-opt syslog-address=tcp://logs.internal:514 --log-opt syslog-format=rfc5424micro --log-opt tag='{{.Name}}' busybox sleep 3600

#: server-away
ssh logs.internal sudo systemctl stop rsyslog syslog.socket
docker run --name trial-new --log-driver syslog --log-opt syslog-address=tcp://logs.internal:514 --log-opt mode=non-blocking busybox true

#: docker-restarts
sudo systemctl restart docker
docker ps --all --filter name=trial-sent --format '{{.Names}} {{.State}}'

#: server-back
ssh logs.internal sudo systemctl start rsyslog
docker start trial-sent

#: frozen
ssh logs.internal sudo systemctl kill --signal STOP rsyslog
remote=(--log-driver syslog --log-opt syslog-address=tcp://logs.internal:514 --log-opt syslog-format=rfc5424micro --log-opt tag='{{.Name}}')
work="seq 60000 | xargs printf '%01000d\n'; touch /tmp/finished; sleep 3600"
docker run --detach --name trial-waits "${remote[@]}" --log-opt mode=blocking busybox sh -c "$work"
docker run --detach --name trial-goes-on "${remote[@]}" --log-opt mode=non-blocking busybox sh -c "$work"

#: who-finished
timeout 90 sh -c 'until docker exec trial-goes-on test -e /tmp/finished; do sleep 1; done' && echo trial-goes-on has finished
sleep 10
docker exec trial-waits test -e /tmp/finished || echo trial-waits still waits

#: thawed
ssh logs.internal sudo systemctl kill --signal CONT rsyslog
timeout 120 sh -c 'until docker exec trial-waits test -e /tmp/finished; do sleep 1; done' && echo trial-waits has finished

#: count
ssh logs.internal 'sudo find /var/log/containers -name "*.log" -exec wc --lines {} +'

#: flood
sudo mkdir --parents /etc/systemd/journald.conf.d
printf '[Journal]\nRateLimitIntervalSec=2s\nRateLimitBurst=100\n' | sudo tee /etc/systemd/journald.conf.d/containers.conf
sudo systemctl restart systemd-journald
docker run --detach --name trial-flood --log-driver journald busybox sh -c 'seq 5000; sleep 4; echo done; sleep 3600'
timeout 60 sh -c 'until sudo journalctl CONTAINER_NAME=trial-flood --output cat --quiet | grep --quiet done; do sleep 1; done'
sudo journalctl CONTAINER_NAME=trial-flood --output cat --quiet | wc --lines
sudo journalctl --since -5min --identifier systemd-journald --grep Suppressed --output cat --quiet | tail --lines=1

#: flood-allowed
printf '[Journal]\nRateLimitBurst=100000\n' | sudo tee /etc/systemd/journald.conf.d/containers.conf
sudo systemctl restart systemd-journald
docker run --detach --name trial-flood-2 --log-driver journald busybox sh -c 'seq 5000; sleep 4; echo done; sleep 3600'
timeout 60 sh -c 'until sudo journalctl CONTAINER_NAME=trial-flood-2 --output cat --quiet | grep --quiet done; do sleep 1; done'
sudo journalctl CONTAINER_NAME=trial-flood-2 --output cat --quiet | wc --lines

#: ended
printf '[Journal]\nRateLimitIntervalSec=20s\nRateLimitBurst=100\n' | sudo tee /etc/systemd/journald.conf.d/containers.conf
sudo systemctl restart systemd-journald
started=$(date +%s)
docker run --detach --name trial-ended --log-driver journald busybox seq 20000
docker wait trial-ended
sudo journalctl --sync
sudo journalctl CONTAINER_NAME=trial-ended --output cat --quiet | wc --lines
sudo journalctl --since "@$started" --identifier systemd-journald --grep Suppressed --output cat --quiet || echo no trace

#: told
sleep 20
docker run --rm --log-driver journald busybox echo next
sudo journalctl --sync
sudo journalctl --since "@$started" --identifier systemd-journald --grep Suppressed --output cat --quiet

#: mixed
sudo mkdir --parents /etc/docker
echo '{ "log-driver": "journald", "log-opts": { "max-size": "10m" } }' | sudo tee /etc/docker/daemon.json
dockerd --validate
sudo systemctl restart docker || sudo journalctl --unit docker --since -1min --grep 'log opt' --output cat --quiet | tail --lines=1
