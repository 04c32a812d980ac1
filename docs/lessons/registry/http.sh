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

#: install-jq
sudo apt-get update
sudo apt-get install --yes jq

#: allow
#zh 原来的文件留一份，再把这一项加进去
#en Keep a copy of the file, then add the key to it
sudo install --directory /etc/docker
[ -s /etc/docker/daemon.json ] || echo '{}' | sudo tee /etc/docker/daemon.json
sudo cp --preserve /etc/docker/daemon.json /etc/docker/daemon.json.before
jq '."insecure-registries" += ["registry.internal:5000"]' /etc/docker/daemon.json > ~/daemon.json.new &&
  sudo cp ~/daemon.json.new /etc/docker/daemon.json

#: validate
dockerd --validate

#: reload
sudo systemctl reload docker

#: is-allowed
docker info --format '{{range .RegistryConfig.IndexConfigs}}{{println .Name "secure:" .Secure}}{{end}}'

#: push
docker push registry.internal:5000/tools:1.0

#: take-back
#zh 只去掉这个地址；列表本身留着，空的也留着
#en Take out this address only; the list itself stays, even an empty one
jq '."insecure-registries" -= ["registry.internal:5000"]' /etc/docker/daemon.json > ~/daemon.json.new &&
  sudo cp ~/daemon.json.new /etc/docker/daemon.json
rm ~/daemon.json.new
sudo systemctl reload docker

#: refused-again
docker push registry.internal:5000/tools:1.0

#: remove
#zh 容器删除，镜像还在数据卷里
#en The container goes; the images stay in the volume
ssh registry.internal docker rm --force registry
