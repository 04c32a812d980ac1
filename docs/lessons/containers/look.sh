#: run-web
docker run --detach --name trial-web nginx
docker create --name trial-spare nginx

#: ps
docker ps

#: ps-all
docker ps --all --filter status=created --format '{{.Names}}: {{.Status}}'

#: run-clock
docker run --detach --name trial-clock busybox sh -c 'while :; do date +%T; sleep 1; done'

#: logs-since
docker logs --since 4s trial-clock

#: logs-follow
#zh 一直跟着输出，按 Ctrl-C 结束
#en Follows the output until you press Ctrl-C
docker logs --follow --tail 1 trial-clock

#: speak
docker run --name trial-speaker busybox sh -c 'for word in one two three; do echo "$word"; done; sleep 1; echo "a complaint" >&2'

#: logs
docker logs trial-speaker

#: logs-tail
docker logs --tail 1 --timestamps trial-speaker

#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: logs-apart
cd "${folder:?}" && docker logs trial-speaker > words 2> complaints &&
  wc --lines words complaints

#: events
docker events --until 0s --filter container=trial-speaker --filter type=container --format '{{.Action}}'

#: ended
docker ps --all --filter name=trial-speaker --format '{{.Names}}: {{.Status}}'

#: no-log
docker run --name trial-silent --log-driver none busybox echo lost
docker logs trial-silent

#: remove
docker rm --force trial-web trial-spare trial-clock trial-speaker trial-silent
cd && rm --recursive "${folder:?}"
