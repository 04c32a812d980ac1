#: run-policies
docker run --detach --init --name plain busybox sleep 600
docker run --detach --init --restart on-failure:3 --name on-failure busybox sleep 600
docker run --detach --init --restart unless-stopped --name unless-stopped busybox sleep 600
docker run --detach --init --restart always --name always busybox sleep 600

#: crash
#zh 从宿主机上杀掉每个容器的 1 号进程，就像程序自己崩溃
#en From the host, kill process 1 of each container, as if the program had crashed
for name in plain on-failure unless-stopped always; do
  sudo kill -KILL "$(docker inspect --format '{{.State.Pid}}' "$name")"
done

#: who-came-back
docker inspect --format '{{.Name}}: {{.State.Status}}, {{.RestartCount}}' plain on-failure unless-stopped always

#: stop-two
docker stop unless-stopped always

#: restart-docker
sudo systemctl restart docker
docker inspect --format '{{.Name}}: {{.State.Status}}' plain on-failure unless-stopped always

#: change-policy
docker update --restart unless-stopped plain
docker start plain unless-stopped

#: reboot
sudo reboot

#: after-reboot
docker inspect --format '{{.Name}}: {{.State.Status}}' plain on-failure unless-stopped always

#: remove
docker rm --force plain on-failure unless-stopped always
