#: where
root=$(docker info --format '{{.DockerRootDir}}')
sudo df --human-readable "$root" /var/lib/containerd
sudo df --inodes "$root"

#: system-df
docker system df

#: talk
docker run --name trial-talk busybox seq 100000 > /dev/null
docker system df

#: logs
docker ps --all --quiet | xargs --no-run-if-empty docker inspect --format '{{.Name}} {{.LogPath}}' |
  while read -r name file; do
    [ -z "$file" ] || echo "$(sudo du --block-size=1K "$file" < /dev/null | cut --fields=1) KB $name"
  done | sort --numeric-sort --reverse | head

#: empty-log
sudo truncate --size=0 "$(docker inspect --format '{{.LogPath}}' trial-talk)"
docker logs trial-talk | wc --lines

#: layers
docker ps --all --size --format '{{.Size}}\t{{.Names}}'

#: cache
docker builder prune --force --filter until=168h

#: images
docker image prune --force --filter until=168h

#: volumes
docker volume ls --filter dangling=true --format '{{.Name}}'

#: remove
docker rm trial-talk
