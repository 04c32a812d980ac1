#: start
docker run --detach --name workshop nginx:1.29

#: change
docker exec workshop sh -c 'echo "Made by hand" > /usr/share/nginx/html/index.html'

#: diff
docker diff workshop

#: commit
docker commit --message "New front page" --author "Reader <reader@example.com>" workshop site:hand

#: show-commit
docker image inspect --format '{{.Comment}}, {{.Author}}' site:hand

#: run-commit
docker run --rm site:hand cat /usr/share/nginx/html/index.html

#: history-commit
docker history site:hand

#: build
docker build --tag site:file - << 'EOF'
FROM nginx:1.29
RUN echo "Made by a Dockerfile" > /usr/share/nginx/html/index.html
EOF

#: history-build
docker history site:file

#: commit-command
docker run --name setup nginx:1.29 touch /usr/share/nginx/html/ready
docker commit setup site:setup
docker image inspect --format '{{json .Config.Cmd}}' site:setup

#: commit-change
docker commit --change 'CMD ["nginx", "-g", "daemon off;"]' setup site:setup
docker run --detach --name site site:setup

#: change-volume
docker run --name store --volume /data busybox:1.37 sh -c 'echo kept > /kept; echo lost > /data/lost'
docker commit store store:1

#: volume-lost
docker run --rm store:1 cat /kept /data/lost

#: clean-up
docker rm --force --volumes workshop setup site store
