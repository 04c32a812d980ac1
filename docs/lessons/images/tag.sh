#: build-two
docker build --quiet --tag hello:1 - << 'EOF'
FROM busybox:1.37
CMD ["echo", "version 1"]
EOF
docker build --quiet --tag hello:2 - << 'EOF'
FROM busybox:1.37
CMD ["echo", "version 2"]
EOF

#: tag
docker tag hello:1 team/hello:1.0
docker images --filter 'reference=*/hello'

#: tag-by-id
docker tag "$(docker images --quiet hello:2)" team/hello:2.0
docker run --rm team/hello:2.0

#: upper-case
docker tag hello:2 team/Hello:2.0

#: latest
docker tag hello:1 team/hello
docker run --rm team/hello:latest

#: no-latest
docker run --rm hello

#: move
docker tag hello:2 team/hello
docker run --rm team/hello
docker run --rm team/hello:1.0

#: untag
docker image rm hello:1

#: delete
docker image rm team/hello:1.0

#: in-use
docker create --name trial-keeper team/hello:2.0
docker image rm team/hello:2.0 team/hello hello:2

#: in-use-cure
docker rm trial-keeper
docker image rm hello:2
