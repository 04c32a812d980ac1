#: stats
docker stats --no-stream --format 'table {{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.PIDs}}'

#: run
docker run --detach --name trial-sick --health-cmd 'test -e /tmp/ok' --health-interval 1s --health-retries 2 busybox sleep 3600
docker run --name trial-crash busybox sh -c 'exit 3'

#: unhealthy
docker ps --filter health=unhealthy --format '{{.Names}}: {{.Status}}'
docker ps --all --filter status=exited --format '{{.Names}}: {{.Status}}'

#: events
docker events --since 10m --until 0s --filter type=container --filter event=die --filter event=oom --filter 'event=health_status: unhealthy' --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}'

#: alert
test ! -e /etc/systemd/system/docker-health.service &&
  sudo tee /etc/systemd/system/docker-health.service << 'EOF_SERVICE' &&
[Unit]
Description=Fail when a container is unhealthy
After=docker.service

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'systemctl is-active --quiet docker || { echo "docker is not active"; exit 1; }; list=$(docker ps --filter health=unhealthy --format {{.Names}}) || exit; [ -z "$list" ] || { echo "unhealthy:" $list; exit 1; }'
EOF_SERVICE
  sudo tee /etc/systemd/system/docker-health.timer << 'EOF_TIMER' &&
[Unit]
Description=Look for unhealthy containers every minute

[Timer]
OnCalendar=minutely

[Install]
WantedBy=timers.target
EOF_TIMER
  sudo systemctl daemon-reload && sudo systemctl enable --now docker-health.timer

#: alert-fires
sudo systemctl start docker-health.service
systemctl is-failed docker-health.service
sudo journalctl --sync
sudo journalctl --unit docker-health --since -5min --output cat --grep '^unhealthy:' | sort --unique

#: repair
docker exec trial-sick touch /tmp/ok
timeout 60 sh -c 'until docker ps --filter health=healthy | grep --quiet trial-sick; do sleep 1; done'

#: alert-ends
sudo systemctl start docker-health.service && echo all healthy

#: metrics
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."metrics-addr" = "127.0.0.1:9323"' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-metrics || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-metrics}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: read-metrics
curl --silent --show-error --fail http://127.0.0.1:9323/metrics | grep --extended-regexp '^engine_daemon_container_states|^engine_daemon_health_checks_failed'

#: metrics-off
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-metrics \
  '. * ($old[0] | {"metrics-addr"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-metrics

#: undo
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=Fail when a container is unhealthy$' /etc/systemd/system/docker-health.service &&
  sudo systemctl disable --now docker-health.timer &&
  sudo rm /etc/systemd/system/docker-health.service /etc/systemd/system/docker-health.timer &&
  sudo systemctl daemon-reload
docker rm --force trial-sick trial-crash
