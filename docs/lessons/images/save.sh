#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: save
docker pull hello-world
cd "${folder:?}" && docker save --output hello.tar hello-world

#: look
tar --list --file hello.tar
tar --extract --to-stdout --file hello.tar manifest.json | grep --only-matching '"RepoTags":[^,]*'

#: load
cd "${folder:?}" && test -e hello.tar &&
  docker image rm hello-world &&
  docker load --input hello.tar

#: digest-lost
docker images --digests hello-world

#: save-by-id
id=$(docker images --quiet hello-world)
cd "${folder:?}" && docker save --output by-id.tar "$id" &&
  tar --extract --to-stdout --file by-id.tar manifest.json | grep --only-matching '"RepoTags":[^,]*'

#: load-by-id
cd "${folder:?}" && test -e by-id.tar &&
  docker image rm hello-world &&
  docker load --input by-id.tar

#: no-name
docker images --filter dangling=true
docker run --rm --pull never hello-world

#: name-again
docker tag "$id" hello-world
docker run --rm --pull never hello-world

#: save-several
docker pull nginx:1.28
docker pull nginx:1.29
cd "${folder:?}" && docker save --output several.tar hello-world nginx &&
  tar --extract --to-stdout --file several.tar manifest.json | grep --only-matching '"RepoTags":[^,]*' | sort

#: gzip
cd "${folder:?}" && docker save hello-world | gzip > hello.tar.gz &&
  tar --list --file hello.tar.gz manifest.json &&
  docker image rm hello-world &&
  docker load < hello.tar.gz

#: install-compressors
sudo apt-get update
sudo apt-get install --yes xz-utils zstd

#: xz
cd "${folder:?}" && docker save hello-world | xz > hello.tar.xz &&
  tar --list --file hello.tar.xz manifest.json &&
  docker image rm hello-world &&
  docker load < hello.tar.xz

#: zstd
cd "${folder:?}" && docker save hello-world | zstd > hello.tar.zst &&
  tar --list --file hello.tar.zst manifest.json &&
  docker image rm hello-world &&
  docker load < hello.tar.zst

#: sizes
stat --format='%s %n' hello.tar*
