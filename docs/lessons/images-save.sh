#: save
docker pull busybox:1.37
docker save --output busybox.tar busybox:1.37

#: look
tar --list --file busybox.tar
tar --extract --to-stdout --file busybox.tar manifest.json | grep --only-matching '"RepoTags":[^,]*'

#: load
docker image rm busybox:1.37
docker load --input busybox.tar

#: digest-lost
docker images --digests busybox

#: save-by-id
docker save --output by-id.tar "$(docker images --quiet busybox:1.37)"
tar --extract --to-stdout --file by-id.tar manifest.json | grep --only-matching '"RepoTags":[^,]*'

#: load-by-id
docker image rm busybox:1.37
docker load --input by-id.tar

#: no-name
docker images
docker run --rm --pull never busybox:1.37 echo found

#: name-again
docker tag "$(docker images --quiet --filter dangling=true)" busybox:1.37
docker run --rm --pull never busybox:1.37 echo found

#: save-several
docker pull nginx:1.28
docker pull nginx:1.29
docker save --output several.tar busybox:1.37 nginx
tar --extract --to-stdout --file several.tar manifest.json | grep --only-matching '"RepoTags":[^,]*'

#: gzip
docker save busybox:1.37 | gzip > busybox.tar.gz
docker image rm busybox:1.37
docker load < busybox.tar.gz

#: install-compressors
sudo apt-get update
sudo apt-get install --yes xz-utils zstd

#: xz
docker save busybox:1.37 | xz > busybox.tar.xz
docker image rm busybox:1.37
docker load < busybox.tar.xz

#: zstd
docker save busybox:1.37 | zstd > busybox.tar.zst
docker image rm busybox:1.37
docker load < busybox.tar.zst

#: sizes
stat --format='%s %n' busybox.tar*
