#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: service
cd "${folder:?}" && cat > app.env << 'EOF' &&
# the application's settings
COLOUR=red
SIZE=large
EOF
  docker run --detach --name trial-app --env-file app.env busybox sleep 600

#: service-sees
docker exec trial-app env | grep --extended-regexp 'COLOUR|SIZE'

#: set
docker run --rm --env COLOUR=blue busybox env | grep COLOUR

#: pass-on
export COLOUR=green
docker run --rm --env COLOUR busybox env | grep COLOUR

#: as-file
cd "${folder:?}" && install --mode=600 /dev/null password &&
  echo secret > password &&
  docker run --detach --name trial-careful --volume "$PWD/password:/run/secrets/password:ro" busybox sleep 600 &&
  docker exec trial-careful cat /run/secrets/password

#: who-sees
docker run --detach --name trial-careless --env PASSWORD=secret busybox sleep 600
docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' trial-careless | grep PASSWORD

#: changed-too-late
sed --in-place 's/COLOUR=red/COLOUR=yellow/' "${folder:?}/app.env" &&
  docker restart -t 1 trial-app &&
  docker exec trial-app env | grep COLOUR

#: recreate
docker rm --force trial-app
docker run --detach --name trial-app --env-file app.env busybox sleep 600
docker exec trial-app env | grep COLOUR

#: quotes
cd "${folder:?}" && echo 'COLOUR="red"' > quoted.env &&
  docker run --rm --env-file quoted.env busybox env | grep COLOUR

#: not-by-itself
docker run --rm busybox env | grep COLOUR

#: time-zone
docker run --rm --env TZ=Asia/Shanghai busybox date '+%Z %z'
docker run --rm --env TZ=CST-8 busybox date '+%Z %z'

#: remove
docker rm --force trial-app trial-careful trial-careless
cd && rm --recursive "${folder:?}"
