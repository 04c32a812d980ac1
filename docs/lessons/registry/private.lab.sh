#: as-in-2014
old=$(docker run -d -p 5000:5000 registry)

#: what-it-made
docker inspect --format 'restart policy: {{.HostConfig.RestartPolicy.Name}}
reachable from: {{(index (index .NetworkSettings.Ports "5000/tcp") 0).HostIp}}
volume: {{(index .Mounts 0).Name}}' "$old"

#: remove-it
docker rm --force --volumes "$old"

#: start
docker run --detach --name registry --restart unless-stopped \
  --publish 127.0.0.1:5000:5000 --volume registry:/var/lib/registry registry:3

#: is-up
#zh 刚启动时可能还没有应答，所以最多重试十次
#en Just after the start it may not answer yet, hence up to ten retries
curl --silent --retry 10 --retry-all-errors http://localhost:5000/v2/

#: two-and-three
docker pull --quiet registry:2
docker image inspect --format '{{join .RepoTags " "}} → {{join .Config.Cmd " "}}' registry:2 registry:3

#: pull
docker pull busybox:1.37

#: push-id
#zh 镜像 ID 不是名称，推送不了
#en An id is not a name and cannot be pushed
docker push "localhost:5000/$(docker images --quiet busybox:1.37):1.0"

#: tag
docker tag busybox:1.37 localhost:5000/team/tools:1.0

#: push
docker push localhost:5000/team/tools:1.0

#: catalogue
curl --no-progress-meter http://localhost:5000/v2/_catalog

#: tags
curl --no-progress-meter http://localhost:5000/v2/team/tools/tags/list

#: search-own
docker search localhost:5000/tools

#: forget
docker rmi busybox:1.37 localhost:5000/team/tools:1.0

#: run-from-registry
docker run --rm localhost:5000/team/tools:1.0 echo 'From my own registry'

#: remove
docker rm --force registry
docker volume rm registry
