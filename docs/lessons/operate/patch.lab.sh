#: base
docker run --detach --name trial-registry --publish 127.0.0.1:5000:5000 registry:3
for release in 1 2; do
  printf 'FROM busybox\nRUN echo release %s > /release\n' "$release" | docker build --quiet --tag "localhost:5000/base:$release" -
  docker push --quiet "localhost:5000/base:$release"
done

#: app
mkdir ~/trial-app && cat > ~/trial-app/Dockerfile << 'EOF_DOCKERFILE' && docker build --quiet --tag trial-app ~/trial-app
FROM localhost:5000/base:1
RUN date +%s%N > /upgraded
CMD ["sleep", "3600"]
EOF_DOCKERFILE
docker run --detach --name trial-app trial-app
docker run --detach --name trial-base localhost:5000/base:1 sleep 3600

#: published
docker buildx imagetools create --tag localhost:5000/base:1 localhost:5000/base:2

#: seen
newer_images

#: without-pull
docker build --quiet --tag trial-app ~/trial-app
docker run --rm trial-app cat /release

#: with-pull
docker build --pull --quiet --tag trial-app ~/trial-app
docker run --rm trial-app cat /release

#: cached
before=$(docker run --rm trial-app cat /upgraded)
docker build --pull --quiet --tag trial-app ~/trial-app
[ "$before" = "$(docker run --rm trial-app cat /upgraded)" ] && echo old layer
docker build --pull --no-cache --quiet --tag trial-app ~/trial-app
[ "$before" = "$(docker run --rm trial-app cat /upgraded)" ] || echo made again

#: still-old
docker exec trial-app cat /release
docker rm --force trial-app
docker run --detach --name trial-app trial-app
docker exec trial-app cat /release

#: upgraded-inside
docker exec trial-base sh -c 'echo release 3 > /release'
docker rm --force trial-base
docker run --detach --name trial-base localhost:5000/base:1 sleep 3600
docker exec trial-base cat /release

#: pinned
old=$(registry_digest localhost:5000/base:2)
sed --in-place "s/^FROM .*/FROM localhost:5000\/base:1@$old/" ~/trial-app/Dockerfile
printf 'FROM busybox\nRUN echo release 4 > /release\n' | docker build --quiet --tag localhost:5000/base:4 -
docker push --quiet localhost:5000/base:4
docker buildx imagetools create --tag localhost:5000/base:1 localhost:5000/base:4
docker build --pull --no-cache --quiet --tag trial-app ~/trial-app
docker run --rm trial-app cat /release
