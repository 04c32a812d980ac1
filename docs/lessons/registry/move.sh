#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: make
docker pull --quiet nginx:1.29
docker tag nginx:1.29 moved-web:1.0

#: send
docker save moved-web:1.0 | gzip | ssh other.internal docker load

#: compare
docker image inspect --format '{{.RootFS.Layers}}' moved-web:1.0
ssh other.internal docker image inspect --format '{{.RootFS.Layers}}' moved-web:1.0

#: context
docker context create trial-other --docker host=ssh://other.internal

#: send-context
docker pull --quiet busybox:1.37
docker save busybox:1.37 | docker --context trial-other load

#: fetch
docker --context trial-other pull --quiet redis:8
docker --context trial-other save redis:8 | docker load

#: to-file
cd "${folder:?}" && docker save moved-web:1.0 | gzip > moved-web.tar.gz &&
  tar --list --file moved-web.tar.gz manifest.json

#: from-file
cd "${folder:?}" && scp moved-web.tar.gz other.internal: &&
  ssh other.internal docker rmi moved-web:1.0 &&
  ssh other.internal docker load --input moved-web.tar.gz

#: tidy
#zh 不要 context、不要文件了；镜像还在
#en Remove the context and the files; the images stay
docker context rm trial-other
ssh other.internal rm moved-web.tar.gz
cd && rm --recursive "${folder:?}"
