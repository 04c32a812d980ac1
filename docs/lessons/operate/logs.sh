#: run
docker run --detach --name trial-log --log-driver journald --log-opt tag='{{.Name}}' busybox sh -c 'echo order 1 paid; echo disk is slow >&2; sleep 3600'

#: read
sudo journalctl CONTAINER_NAME=trial-log --output cat --quiet

#: errors-only
sudo journalctl CONTAINER_NAME=trial-log --priority err --since -1h --output cat --quiet

#: fields
sudo journalctl CONTAINER_NAME=trial-log --lines 1 --output verbose --output-fields CONTAINER_NAME,CONTAINER_TAG,IMAGE_NAME,PRIORITY,MESSAGE --quiet

#: docker-logs
docker logs trial-log

#: journal-size
journalctl --disk-usage
ls --directory /var/log/journal

#: everywhere
sudo install --directory /etc/docker
sudo touch /etc/docker/daemon.json
draft=$(mktemp)
jq --slurp 'add | ."log-driver" = "journald" |
  ."log-opts" |= ((. // {}) | with_entries(select(.key | test("^(labels|env)(-regex)?$|^(mode|max-buffer-size)$|^cache-")))
    + { "tag": "{{.Name}}" })' /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  { test -e /etc/docker/daemon.json.before-journald || sudo cp --archive --dereference /etc/docker/daemon.json{,.before-journald}; } &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker

#: everywhere-check
docker info --format '{{.LoggingDriver}}'

#: everywhere-undo
draft=$(mktemp)
jq --slurpfile old /etc/docker/daemon.json.before-journald \
  '. + ($old[0] | {"log-driver", "log-opts"}) | del(.. | nulls)' \
  /etc/docker/daemon.json > "$draft" &&
  dockerd --validate --config-file="$draft" &&
  sudo cp "$draft" /etc/docker/daemon.json &&
  sudo systemctl restart docker &&
  sudo rm /etc/docker/daemon.json.before-journald

#: server
ssh logs.internal 'test ! -e /etc/rsyslog.d/10-containers.conf && sudo tee /etc/rsyslog.d/10-containers.conf && sudo systemctl restart rsyslog' << 'EOF'
module(load="imtcp")
template(name="container" type="string"
  string="/var/log/containers/%HOSTNAME:::secpath-replace%/%APP-NAME:::secpath-replace%.log")
ruleset(name="containers") {
  action(type="omfile" dynaFile="container" fileCreateMode="0640" dirCreateMode="0750")
}
input(type="imtcp" port="514" ruleset="containers")
EOF

#: send
docker run --detach --name trial-sent --log-driver syslog --log-opt syslog-address=tcp://logs.internal:514 --log-opt syslog-format=rfc5424micro --log-opt tag='{{.Name}}' --log-opt mode=non-blocking busybox sh -c 'echo order 2 paid; sleep 3600'

#: arrived
ssh logs.internal 'sudo grep --recursive "order 2" /var/log/containers'

#: cache
docker logs trial-sent

#: cache-file
sudo du --apparent-size --block-size=1 "$(docker info --format '{{.DockerRootDir}}')/containers/$(docker inspect --format '{{.Id}}' trial-sent)/container-cached.log"

#: undo
docker rm --force trial-log trial-sent
#zh 只删除这一页放进去的
#en Only what this page has put there goes
ssh logs.internal 'grep --quiet "^ruleset(name=\"containers\")" /etc/rsyslog.d/10-containers.conf && sudo rm /etc/rsyslog.d/10-containers.conf && sudo systemctl restart rsyslog'
