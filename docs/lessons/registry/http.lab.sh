#: start
ssh registry.internal docker run --detach --name registry --restart unless-stopped \
  --publish 5000:5000 --volume registry:/var/lib/registry registry:3

#: is-up
curl --silent --retry 10 --retry-all-errors http://registry.internal:5000/v2/_catalog

#: tag
docker pull --quiet busybox:1.37
docker tag busybox:1.37 registry.internal:5000/tools:1.0

#: refused
docker push registry.internal:5000/tools:1.0

#: set-exception
sudo install --directory /etc/docker
echo '{ "insecure-registries": ["registry.internal:5000"] }' | sudo tee /etc/docker/daemon.json

#: reload
sudo systemctl reload docker

#: push
docker push registry.internal:5000/tools:1.0

#: empty-list
echo '{ "insecure-registries": [] }' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker

#: refused-again
docker push registry.internal:5000/tools:1.0

#: remove
#zh 容器删除，镜像还在数据卷里
#en The container goes; the images stay in the volume
ssh registry.internal docker rm --force registry
