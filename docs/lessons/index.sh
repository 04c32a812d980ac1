#: run-web
#zh 在后台启动一个网页服务器，本机的 8080 端口通向它
#en Start a web server in the background; port 8080 of this host leads to it
docker run --detach --name trial-web --publish 8080:80 nginx

#: open-page
#zh 它已经在应答了
#en It answers already
curl --fail --silent --show-error http://localhost:8080 | head -n 4

#: one-kernel
#zh 先问宿主机，再问容器：内核是同一个
#en Ask the host, then the container: the kernel is the same one
uname --kernel-release
docker exec trial-web uname --kernel-release

#: one-process
#zh 在容器里它是 1 号进程，在宿主机上它只是一个普通进程
#en Inside the container it is process 1; on the host it is a process like any other
docker exec trial-web cat /proc/1/comm
pgrep --list-name nginx

#: remove-web
#zh 停止并删除容器；拉下来的镜像还在，下次不必再下载
#en Stop the container and remove it; the image stays, so the next start downloads nothing
docker rm --force trial-web
