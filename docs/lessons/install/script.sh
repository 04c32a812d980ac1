#: dry-run
#zh 只打印将要执行的命令，什么也不改
#en Prints the commands that it would run and changes nothing
bash install_docker.sh --dry-run

#: install
sudo bash install_docker.sh

#: install-again
#zh 再运行一次：不会重复安装，也不会弄坏什么
#en Once more: nothing is installed twice and nothing breaks
sudo bash install_docker.sh

#: install-from-mirror
#zh 改从国内镜像站安装
#en The same from a mirror in China
sudo bash install_docker.sh --mirror tuna

#: check-engine
systemctl is-active docker
sudo docker version --format '{{.Server.Version}}'
