#: not-in-path
docker run --rm busybox "ls -l"

#: which-program
docker run --rm --entrypoint sh busybox -c 'command -v ls'

#: in-path
docker run --rm busybox ls -l /

#: is-a-directory
docker run --rm --entrypoint /etc busybox

#: which-command
docker image inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' busybox

#: is-a-program
docker run --rm --entrypoint /bin/ls busybox /etc/passwd

#: not-executable
mkdir err-files &&
  printf '#!/bin/sh\necho started\n' > err-files/start.sh &&
  docker run --rm --volume ./err-files:/app:ro busybox /app/start.sh

#: which-mode
ls -l err-files/start.sh

#: executable
chmod +x err-files/start.sh
docker run --rm --volume ./err-files:/app:ro busybox /app/start.sh

#: no-file
docker run --rm busybox /start.sh

#: crlf
sed --in-place 's/$/\r/' err-files/start.sh
docker run --rm --volume ./err-files:/app:ro busybox /app/start.sh

#: see-crlf
head --lines=1 err-files/start.sh | cat --show-all

#: no-crlf
sed --in-place 's/\r$//' err-files/start.sh
docker run --rm --volume ./err-files:/app:ro busybox /app/start.sh

#: exec-format
echo 'echo started' > err-files/start.sh
docker run --rm --volume ./err-files:/app:ro busybox /app/start.sh

#: which-architecture
docker image inspect --format '{{.Architecture}}' busybox
docker info --format '{{.Architecture}}'

#: shebang
sed --in-place '1i #!/bin/sh' err-files/start.sh
docker run --rm --volume ./err-files:/app:ro busybox /app/start.sh

#: first-name
docker run --name err-name busybox true

#: name-in-use
docker run --name err-name busybox true

#: who-has-name
docker ps --all --filter name=err-name --format '{{.Names}}: {{.Status}}'

#: rename
docker rename err-name err-name-old
docker run --name err-name busybox true
docker rm err-name err-name-old

#: no-such-container
docker logs err-nowhere

#: all-containers
docker ps --all --format '{{.Names}} {{.Status}}'
docker context show

#: memory-minimum
docker run --rm --memory 512 busybox true

#: memory-unit
docker run --rm --memory 512m busybox true

#: cpu-range
docker run --rm --cpus 9999 busybox true

#: how-many-cpus
docker info --format '{{.NCPU}}'

#: cpu-fits
docker run --rm --cpus 0.5 busybox true

#: rlimit
docker run --rm --ulimit nofile=9999999999 busybox true

#: which-rlimit
grep 'Max open files' "/proc/$(pidof dockerd)/limits"

#: rlimit-fits
docker run --rm --ulimit nofile=1024:4096 busybox sh -c 'ulimit -n; ulimit -Hn'

#: restart-and-rm
docker run --rm --restart always busybox true

#: only-rm
docker run --rm busybox true

#: remove-files
rm -r err-files
docker ps --all --filter name=err- --format '{{.Names}}'
