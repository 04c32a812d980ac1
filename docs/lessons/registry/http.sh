#: start
ssh registry.internal docker run --detach --name registry --restart always \
  --publish 5000:5000 --volume registry:/var/lib/registry registry:3

#: is-up
curl --silent --retry 10 --retry-all-errors http://registry.internal:5000/v2/_catalog

#: tag
docker pull --quiet busybox:1.37
docker tag busybox:1.37 registry.internal:5000/tools:1.0

#: refused
docker push registry.internal:5000/tools:1.0

#: allow
sudo install --directory /etc/docker
sudo tee /etc/docker/daemon.json << 'EOF'
{
  "insecure-registries": ["registry.internal:5000"]
}
EOF

#: validate
dockerd --validate

#: reload
sudo systemctl reload docker

#: is-allowed
docker info --format '{{range .RegistryConfig.IndexConfigs}}{{println .Name "secure:" .Secure}}{{end}}'

#: push
docker push registry.internal:5000/tools:1.0

#: reload-keeps
#zh 文件删了，重新加载之后这一项仍然有效
#en The file is gone, and yet the setting survives the reload
sudo rm /etc/docker/daemon.json
sudo systemctl reload docker
docker info --format '{{range .RegistryConfig.IndexConfigs}}{{println .Name "secure:" .Secure}}{{end}}'

#: restart
sudo systemctl restart docker

#: refused-again
docker push registry.internal:5000/tools:1.0

#: remove
#zh 容器删除，镜像还在数据卷里
#en The container goes; the images stay in the volume
ssh registry.internal docker rm --force registry
