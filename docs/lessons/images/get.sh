#: pull
docker pull ubuntu:24.04

#: pull-more
docker pull nginx:1.28
docker pull nginx:1.29
docker pull busybox

#: list
docker images

#: list-repository
docker images nginx

#: filter
docker images --filter 'reference=*:1.*'

#: format
docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}'

#: inspect
docker image inspect --format '{{.Os}}/{{.Architecture}} {{json .Config.Cmd}}' nginx:1.29

#: history
docker history nginx:1.29

#: run
docker run -it ubuntu:24.04 bash

#: disk-use
docker system df

#: disk-use-each
docker system df --verbose

#: remember-digest
pinned=$(docker image inspect --format '{{index .RepoDigests 0}}' nginx:1.29)
echo "$pinned"

#: pull-digest
docker image rm nginx:1.29
docker pull "$pinned"

#: list-digests
docker images --digests nginx

#: pull-platform
docker pull --platform linux/arm64 busybox
docker image inspect --format '{{.Os}}/{{.Architecture}}' busybox

#: run-foreign
docker run --rm --platform linux/arm64 busybox uname -m

#: pull-native
docker pull busybox
docker run --rm busybox uname -m

#: pull-missing
docker pull nginx:0.0
