#: build-twice
docker build --quiet - << 'EOF'
FROM busybox:1.37
RUN echo 'first draft' > /note
EOF
docker build --quiet --tag note:1 - << 'EOF'
FROM busybox:1.37
RUN echo 'second draft' > /note
EOF

#: list
docker images --all
docker images --filter dangling=true

#: rebuild
docker build --quiet --tag note:1 - << 'EOF'
FROM busybox:1.37
RUN echo 'third draft' > /note
EOF
docker images --quiet --filter dangling=true

#: remove
# shellcheck disable=SC2046
docker rmi $(docker images --quiet --filter dangling=true)

#: remove-none
# shellcheck disable=SC2046
docker rmi $(docker images --quiet --filter dangling=true)

#: prune-none
docker image prune --force

#: dangling-again
docker build --quiet --label stage=test - << 'EOF'
FROM busybox:1.37
RUN echo 'fourth draft' > /note
EOF
docker build --quiet - << 'EOF'
FROM busybox:1.37
RUN echo 'fifth draft' > /note
EOF

#: prune-label
docker image prune --force --filter label=stage=test

#: prune
docker image prune

#: keep
docker pull nginx:1.28
docker pull nginx:1.29
docker create --name keeper nginx:1.28

#: prune-until
docker image prune --all --force --filter until=24h
docker images

#: cache
docker builder prune --all --force
docker system df

#: prune-all
docker image prune --all --force
docker images

#: clean-up
docker rm keeper
