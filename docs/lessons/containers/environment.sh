#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
cd "$(mktemp --directory --tmpdir=/var/tmp)"

#: set
docker run --rm --env COLOUR=blue busybox env | grep COLOUR

#: pass-on
export COLOUR=green
docker run --rm --env COLOUR busybox env | grep COLOUR

#: not-by-itself
docker run --rm busybox env | grep COLOUR

#: file
cat > app.env << 'EOF'
# the application's settings
COLOUR=red
SIZE=large
EOF
docker run --rm --env-file app.env busybox env | grep --extended-regexp 'COLOUR|SIZE'

#: who-sees
docker run --detach --name app --env PASSWORD=secret busybox sleep 600
docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' app | grep PASSWORD

#: as-file
install --mode=600 /dev/null password
echo secret > password
docker run --detach --name careful --volume "$PWD/password:/run/secrets/password:ro" busybox sleep 600
docker exec careful cat /run/secrets/password

#: remove
docker rm --force app careful
rm app.env password
