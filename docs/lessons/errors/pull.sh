#: invalid-reference
docker pull https://docker.io/library/busybox

#: find-dash
echo 'docker run –rm busybox true' | grep --color=never --perl-regexp '[^\x00-\x7F]'

#: valid-reference
docker pull --quiet docker.io/library/busybox

#: lower-case
docker pull Busybox

#: is-lower
docker pull --quiet busybox

#: manifest-unknown
docker pull busybox:no-such-tag

#: tag-exists
docker pull --quiet busybox:1.37

#: no-matching-manifest
docker pull --platform linux/loong64 nginx

#: which-platforms
docker manifest inspect nginx | grep '"architecture"'

#: matching
docker pull --quiet --platform linux/amd64 nginx

#: no-such-host
docker pull err-nowhere.invalid/app

#: ask-dns
getent hosts err-nowhere.invalid || echo no address
getent hosts registry-1.docker.io > /dev/null && echo Docker Hub has one

#: connection-refused
docker pull localhost:5999/app

#: who-listens
sudo ss --listening --tcp --numeric 'sport = :5999' | wc --lines

#: registry-up
docker run --detach --name err-registry --publish 127.0.0.1:5999:5000 registry:3
docker tag busybox localhost:5999/app
until curl --silent --fail --output /dev/null http://localhost:5999/v2/; do sleep 0.2; done
docker push --quiet localhost:5999/app
docker pull --quiet localhost:5999/app

#: remove
docker rm --force --volumes err-registry
docker rmi localhost:5999/app

#: check-clock
date --utc +%F

#: see-route
ip route show default

#: which-proxy
docker info --format 'HTTP {{.HTTPProxy}} HTTPS {{.HTTPSProxy}} not for {{.NoProxy}}'

#: try-curl
curl --silent --show-error --output /dev/null --max-time 10 --write-out '%{http_code}\n' https://registry-1.docker.io/v2/
