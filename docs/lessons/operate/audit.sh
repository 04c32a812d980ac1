#: who
getent group docker
stat --format '%U:%G %a %n' /run/docker.sock

#: who-by-sudo
sudo grep --recursive --no-messages --extended-regexp '^[^#].*(docker|\bALL *$)' /etc/sudoers /etc/sudoers.d

#: who-by-network
sudo ss --listening --tcp --numeric --processes | grep dockerd

#: who-by-mount
docker ps --all --quiet | xargs --no-run-if-empty docker inspect --format '{{.Name}}{{range .Mounts}} {{.Source}}{{end}}' |
  grep --extended-regexp ' (/|/run|/var/run|[^ ]*docker\.sock)( |$)'

#: keep-events
test ! -e /etc/systemd/system/docker-events.service &&
  sudo tee /etc/systemd/system/docker-events.service << 'EOF_SERVICE' &&
[Unit]
Description=Keep the events of Docker in the journal
BindsTo=docker.service
After=docker.service

[Service]
ExecStart=/usr/bin/docker events --format '{{json .}}'
Restart=always
RestartSec=1

[Install]
WantedBy=docker.service
EOF_SERVICE
  sudo systemctl daemon-reload && sudo systemctl enable --now docker-events.service

#: by-group
docker run --rm --name trial-by-group --volume /etc:/host-etc:ro busybox cat /host-etc/hostname

#: read-events
sudo journalctl --unit docker-events --since -5min --output cat --grep trial-by-group |
  jq --raw-output 'select(.Type == "container") | [.time, .Action, .Actor.Attributes.name, .Actor.Attributes.image] | @tsv'

#: no-user
sudo journalctl --unit docker-events --unit docker --since -5min --output cat | grep trial-by-group | grep --count "$USER"

#: by-sudo
sudo docker run --rm --name trial-by-sudo busybox true
sudo journalctl --since -1h --output cat _COMM=sudo --grep 'COMMAND=[^ ]*docker .*trial-by'

#: audit-install
sudo apt-get install --yes auditd

#: audit-rules
sudo test ! -e /etc/audit/rules.d/docker.rules &&
  sudo tee /etc/audit/rules.d/docker.rules << 'EOF_RULES' &&
-w /usr/bin/docker -p x -k docker
-w /run/docker.sock -k docker
-w /etc/docker -p wa -k docker
-w /usr/lib/systemd/system/docker.service -p wa -k docker
EOF_RULES
  sudo augenrules --load

#: audit-read
sudo ausearch --key docker --interpret | grep --extended-regexp '^type=(SYSCALL|EXECVE)'

#: undo
#zh 只删除这一页放进去的
#en Only what this page has put there goes
grep --quiet '^Description=Keep the events of Docker in the journal$' /etc/systemd/system/docker-events.service &&
  sudo systemctl disable --now docker-events.service &&
  sudo rm /etc/systemd/system/docker-events.service &&
  sudo systemctl daemon-reload
