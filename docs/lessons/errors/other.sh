#: not-booted
docker run --rm --volume /usr:/usr:ro ubuntu:24.04 systemctl restart nginx

#: who-is-one
docker run --rm ubuntu:24.04 cat /proc/1/comm

#: service-itself
docker run --detach --name err-web --restart unless-stopped nginx
docker inspect --format '{{.Path}} {{.Args}}' err-web
docker rm --force err-web

#: no-systemctl
docker run --rm ubuntu:24.04 systemctl status

#: signal-instead
docker run --detach --name err-reload nginx
until docker exec err-reload nginx -t > /dev/null 2>&1; do sleep 0.2; done
docker kill --signal HUP err-reload
docker rm --force err-reload

#: device-missing
docker run --rm --device /dev/err-serial busybox true

#: which-devices
ls /dev/null /dev/ttyUSB* 2> /dev/null

#: device-there
docker run --rm --device /dev/null:/dev/err-serial busybox ls /dev/err-serial

#: which-instructions
/lib64/ld-linux-x86-64.so.2 --help | grep 'x86-64-v'

#: modules-there
ls --directory "/lib/modules/$(uname --kernel-release)"

#: gpu
docker run --rm --gpus all busybox true

#: which-runtimes
docker info --format '{{range $name, $runtime := .Runtimes}}{{println $name}}{{end}}'

#: whose-docker
docker info --format '{{.DockerRootDir}}'

#: deaf
docker run --detach --name err-deaf nginx
until docker top err-deaf | grep --quiet worker; do sleep 0.2; done

#: stop-from-host
sudo kill "$(docker inspect --format '{{.State.Pid}}' err-deaf)"
docker wait err-deaf
docker rm err-deaf
