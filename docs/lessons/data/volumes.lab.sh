#: keep-one
docker volume create --label page=volumes trial-notes
docker run --detach --name trial-store --mount type=volume,source=trial-notes,target=/data redis:8

#: prune-anonymous
#zh 一个没有名称，一个有；标签都是这一页的
#en One without a name, one with; both have this page's label
docker volume create --label page=volumes
docker volume create --label page=volumes trial-spare
docker volume prune --force --filter label=page=volumes
docker volume ls --quiet --filter label=page=volumes

#: prune-all
docker volume prune --force --all --filter label=page=volumes
docker volume ls --quiet --filter label=page=volumes

#: remove-kept
docker rm --force trial-store
docker volume rm trial-notes
