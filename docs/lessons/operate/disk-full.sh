#: where
root=$(docker info --format '{{.DockerRootDir}}')
sudo df --human-readable "${root:-/var/lib/docker}" /var/lib/containerd
sudo df --inodes "${root:-/var/lib/docker}"

#: system-df
docker system df

#: talk
docker run --name trial-talk busybox seq 100000 > /dev/null
docker system df

#: logs
root=$(docker info --format '{{.DockerRootDir}}')
docker ps --all --no-trunc --format '{{.ID}} {{.Names}}' |
  while read -r id name; do
    echo "$(sudo du --summarize --block-size=1K "$root/containers/$id" < /dev/null | cut --fields=1) KB $name"
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
