#: flags
#zh vmx 是 Intel 的，svm 是 AMD 的；0 表示没有，或者没有打开
#en vmx is Intel's, svm is AMD's; 0 means that there is none, or that it is switched off
grep --count --extended-regexp '\b(vmx|svm)\b' /proc/cpuinfo

#: device
ls -l /dev/kvm

#: install
sudo apt-get update
sudo apt-get install --yes --no-install-recommends python3 qemu-system-x86 qemu-utils mmdebstrap e2fsprogs sysbench fio iperf3

#: not-running
timeout 10 qemu-system-x86_64 -accel kvm -display none

#: run-box
docker run --detach --name trial-box --memory 64m busybox sleep 600

#: same-kernel
uname --kernel-release
docker exec trial-box uname -r

#: own-processes
docker exec trial-box ps
ps --format pid,comm --pid "$(docker inspect --format '{{.State.Pid}}' trial-box)"

#: own-network
docker exec trial-box ip -o address

#: namespaces
#zh 第一个是宿主机的，第二个是容器的
#en The first is the host's, the second the container's
sudo readlink /proc/1/ns/pid "/proc/$(docker inspect --format '{{.State.Pid}}' trial-box)/ns/pid"
sudo readlink /proc/1/ns/net "/proc/$(docker inspect --format '{{.State.Pid}}' trial-box)/ns/net"

#: pause
docker pause trial-box
docker ps --format '{{.Names}}: {{.State}}'
docker unpause trial-box

#: quick
mkdir compare && sudo python3 compare.py --quick

#: remove
docker rm --force trial-box
ls compare/quick.jsonl && sudo rm --recursive compare
