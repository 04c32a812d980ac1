#: run
docker run --detach --name trial-web nginx:1.29

#: which
docker ps --format '{{.Names}}' | while read -r name; do
  docker image inspect --format "$name {{join .RepoTags \" \"}} {{join .RepoDigests \" \"}}" "$(docker inspect --format '{{.Image}}' "$name")"
done

#: newer
registry_digest() {
  docker buildx imagetools inspect "$1" < /dev/null 2> /dev/null | awk '/^Digest:/ { print $2 }'
}
newer_images() {
  docker ps --format '{{.Names}}' | while read -r name; do
    image=$(docker inspect --format '{{.Config.Image}}' "$name")
    runs=$(docker image inspect --format '{{join .RepoDigests " "}}' "$(docker inspect --format '{{.Image}}' "$name")")
    there=$(registry_digest "$image")
    case $runs in
      *"${there:-unknown}"*) echo "$name $image: current" ;;
      *) echo "$name $image: ${there:+newer, }${there:-not found on a registry}" ;;
    esac
  done
}
newer_images

#: pending
docker run --rm --user root --entrypoint sh ubuntu:24.04 -c 'apt-get update --quiet=2 && apt-get --simulate upgrade' | grep ' upgraded, '

#: packages
docker run --rm --entrypoint dpkg-query ubuntu:24.04 --show | grep --extended-regexp '^(libc6|libssl3t64|zlib1g|tar)\b'

#: pin
digest=$(registry_digest nginx:1.28)
mkdir ~/trial-patch && cat > ~/trial-patch/Dockerfile << EOF_DOCKERFILE && docker build --pull --quiet --tag trial-patch:1 ~/trial-patch
FROM nginx:1.28@$digest
RUN echo patched > /usr/share/nginx/html/patched.txt
EOF_DOCKERFILE

#: raise
digest=$(registry_digest nginx:1.29)
sed --in-place=.before "s/^FROM nginx:.*/FROM nginx:1.29@$digest/" ~/trial-patch/Dockerfile
diff ~/trial-patch/Dockerfile.before ~/trial-patch/Dockerfile

#: rebuild
docker build --pull --quiet --tag trial-patch:2 ~/trial-patch
docker image inspect --format '{{.Config.Env}}' trial-patch:2 | grep --only-matching 'NGINX_VERSION=[0-9.]*'

#: undo
docker rm --force trial-web
docker image rm trial-patch:1 trial-patch:2
rm ~/trial-patch/Dockerfile ~/trial-patch/Dockerfile.before && rmdir ~/trial-patch
