#: look
docker system df

#: see-dangling
docker images --filter dangling=true

#: prune-cache
docker builder prune --force --filter until=168h

#: prune-images
docker image prune --filter until=168h

#: look-again
docker system df
