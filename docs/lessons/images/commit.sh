#: start
docker run --detach --name trial-workshop nginx:1.29

#: change
docker exec trial-workshop sh -c 'echo "Made by hand" > /usr/share/nginx/html/index.html'

#: diff
docker diff trial-workshop

#: commit
docker commit --message "New front page" --author "Reader <reader@example.com>" trial-workshop trial-site:hand

#: show-commit
docker image inspect --format '{{.Comment}}, {{.Author}}' trial-site:hand

#: run-commit
docker run --rm trial-site:hand cat /usr/share/nginx/html/index.html

#: history-commit
docker history trial-site:hand

#: build
docker build --tag trial-site:file - << 'EOF'
FROM nginx:1.29
RUN echo "Made by a Dockerfile" > /usr/share/nginx/html/index.html
EOF

#: history-build
docker history trial-site:file

#: commit-command
docker run --name trial-setup nginx:1.29 touch /usr/share/nginx/html/ready
docker commit trial-setup trial-site:setup
docker image inspect --format '{{json .Config.Cmd}}' trial-site:setup

#: commit-change
docker commit --change 'CMD ["nginx", "-g", "daemon off;"]' trial-setup trial-site:setup
docker run --detach --name trial-site trial-site:setup

#: change-volume
docker run --name trial-store --volume /data busybox:1.37 sh -c 'echo kept > /kept; echo lost > /data/lost'
docker commit trial-store trial-store:1

#: volume-lost
docker run --rm trial-store:1 cat /kept /data/lost

#: clean-up
docker rm --force --volumes trial-workshop trial-setup trial-site trial-store
