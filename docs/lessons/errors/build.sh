#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: read-dockerfile
cd "${folder:?}" && echo 'FROM busybox' > app.dockerfile &&
  docker build --tag err-app .

#: which-dockerfile
ls -a

#: with-file
docker build --quiet --file app.dockerfile --tag err-app .

#: context-not-found
docker build --tag err-app ./app

#: context-found
cd "${folder:?}" && echo 'FROM busybox' > Dockerfile &&
  docker build --quiet --tag err-app .

#: unknown-instruction
echo 'FORM busybox' | docker build --tag err-app -

#: known-instruction
echo 'FROM busybox' | docker build --quiet --tag err-app -

#: did-not-complete
printf 'FROM busybox\nRUN bash -c "echo ready > /state"\n' | docker build --tag err-app -

#: try-by-hand
docker run --rm busybox sh -c 'command -v bash || echo no bash'

#: completes
printf 'FROM busybox\nRUN sh -c "echo ready > /state"\n' | docker build --quiet --tag err-app - &&
  docker run --rm err-app cat /state

#: copy-not-found
cd "${folder:?}" && echo 'debug = no' > app.conf && echo '*.conf' > .dockerignore &&
  printf 'FROM busybox\nCOPY app.conf /etc/\n' > Dockerfile &&
  docker build --tag err-app .

#: what-is-ignored
ls app.conf
cat .dockerignore

#: copy-found
cd "${folder:?}" && echo '!app.conf' >> .dockerignore &&
  docker build --quiet --tag err-app . &&
  docker run --rm err-app cat /etc/app.conf

#: copy-failed
cd "${folder:?}" && printf 'FROM busybox\nCOPY other.conf /etc/\n' > Dockerfile &&
  DOCKER_BUILDKIT=0 docker build --tag err-app .

#: which-builder
docker buildx version

#: copied
cd "${folder:?}" && echo 'debug = no' > app.conf &&
  printf 'FROM busybox\nCOPY app.conf /etc/\n' > Dockerfile &&
  docker build --quiet --tag err-app .

#: base-not-found
echo 'FROM busybox:no-such-tag' | docker build --tag err-app -

#: which-base
docker pull --quiet busybox:1.37

#: base-found
echo 'FROM busybox:1.37' | docker build --quiet --tag err-app -

#: lower-case
docker build --tag Err-App .

#: is-lower
echo 'FROM busybox' | docker build --quiet --tag err-app:RC1 -

#: image-in-use
printf 'FROM busybox\nRUN echo one > /one\n' | docker build --quiet --tag err-used -
docker create --name err-user err-used
docker rmi err-used

#: who-uses-image
docker ps --all --filter ancestor=err-used --format '{{.Names}}: {{.Status}}'

#: image-free
docker rm err-user
docker rmi err-used

#: referenced-twice
docker tag err-app err-other
docker rmi "$(docker image inspect --format '{{.Id}}' err-other)"

#: which-names
docker image inspect --format '{{join .RepoTags "\n"}}' err-other

#: by-name
docker rmi err-other

#: dependent-child
printf 'FROM busybox\nRUN echo 1 > /1\n' | DOCKER_BUILDKIT=0 docker build --quiet --tag err-parent - 2> /dev/null
printf 'FROM err-parent\nRUN echo 2 > /2\n' | DOCKER_BUILDKIT=0 docker build --quiet --tag err-child - 2> /dev/null
docker rmi "$(docker images --quiet err-parent)"

#: who-depends
docker images --filter since=busybox --format '{{.Repository}}'

#: child-first
docker rmi err-child
docker images --quiet err-parent | xargs --no-run-if-empty docker rmi

#: no-such-image
docker rmi err-app:no-such-tag

#: which-images
docker images --format '{{.Repository}}:{{.Tag}}' err-app

#: remove
docker rmi err-app err-app:RC1
cd && rm --recursive "${folder:?}"
