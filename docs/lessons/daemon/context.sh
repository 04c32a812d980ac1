#: first-try
docker --host=ssh://reader@docker.internal info --format '{{.Name}}'

#: create
docker context create trial-upstairs --description 'The host upstairs' --docker host=ssh://reader@docker.internal

#: list
docker context ls

#: run-there
docker --context=trial-upstairs run --detach --name trial-web nginx:1.29
docker --context=trial-upstairs ps --filter name=trial-web --format '{{.Names}}'

#: not-here
docker ps --all --format '{{.Names}}'

#: use
[ "$(docker context show)" = trial-upstairs ] || before=$(docker context show)
docker context use trial-upstairs
docker ps --format '{{.Names}}'

#: folder-of-there
#zh 路径说的是那台宿主机上的，不是眼前这台的
#en A path means one on that host, not on this one
docker run --rm --volume /etc/hostname:/theirs:ro busybox:1.37 cat /theirs

#: variable-wins
DOCKER_HOST=unix:///run/docker.sock docker info --format '{{.Name}}'

#: remove-web
docker --context=trial-upstairs rm --force trial-web

#: back
docker context use "${before:?}" &&
  docker info --format '{{.Name}}'

#: remove
docker context rm trial-upstairs
