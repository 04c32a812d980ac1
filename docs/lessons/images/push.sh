#: registry
docker run --detach --name push-registry --publish 127.0.0.1:5000:5000 registry:3 &&
  curl --silent --retry 5 --retry-all-errors http://localhost:5000/v2/_catalog

#: name
docker build --quiet --tag localhost:5000/team/hello:1 - << 'EOF'
FROM busybox:1.37
CMD ["echo", "version 1"]
EOF

#: push
docker push localhost:5000/team/hello:1

#: see
curl --silent http://localhost:5000/v2/team/hello/tags/list

#: pull-back
docker image rm localhost:5000/team/hello:1
docker run --rm localhost:5000/team/hello:1

#: push-all
docker tag localhost:5000/team/hello:1 localhost:5000/team/hello:1.0
docker tag localhost:5000/team/hello:1 localhost:5000/team/hello
docker push --all-tags localhost:5000/team/hello

#: newer-elsewhere
docker build --quiet --tag localhost:5000/team/hello - << 'EOF'
FROM busybox:1.37
CMD ["echo", "version 2"]
EOF
docker push localhost:5000/team/hello
#zh 让本机回到它推送之前的样子
#en Put this host back to where it was before
docker tag localhost:5000/team/hello:1 localhost:5000/team/hello

#: run-old
docker run --rm localhost:5000/team/hello

#: run-new
docker run --rm --pull always localhost:5000/team/hello

#: push-missing
docker push localhost:5000/team/hello:9

#: push-denied
docker tag localhost:5000/team/hello:1 team-hello:1
docker push team-hello:1

#: clean-up
docker rm --force --volumes push-registry
