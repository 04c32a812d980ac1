#: volume-in-use
docker run --name err-user --volume err-data:/data busybox touch /data/file
docker volume rm err-data

#: who-uses
docker ps --all --filter volume=err-data --format '{{.Names}}: {{.Status}}'

#: remove-user
docker rm err-user
docker volume rm err-data

#: no-such-volume
docker volume create err-shop_err-data
docker volume inspect err-data

#: which-volumes
docker volume ls --quiet --filter name=err-data

#: with-prefix
docker volume inspect --format '{{.Mountpoint}}' err-shop_err-data
docker volume rm err-shop_err-data

#: read-only
docker run --name err-ro --read-only --volume err-data:/data busybox touch /app.pid

#: what-is-writable
docker inspect --format 'read-only: {{.HostConfig.ReadonlyRootfs}}{{range .Mounts}}, {{.Destination}} writable: {{.RW}}{{end}}' err-ro

#: with-tmpfs
docker rm err-ro
docker run --rm --read-only --tmpfs /run --volume err-data:/data busybox touch /run/app.pid /data/file

#: permission-denied
mkdir err-dir &&
  docker run --rm --user 1234 --volume ./err-dir:/data busybox touch /data/file

#: whose
docker run --rm --user 1234 busybox id -u
stat --format='%u:%g %A %n' err-dir

#: as-owner
docker run --rm --user "$(id --user):$(id --group)" --volume ./err-dir:/data busybox touch /data/file
stat --format='%u:%g' err-dir/file

#: give-away
sudo chown 1234 err-dir
docker run --rm --user 1234 --volume ./err-dir:/data busybox touch /data/other

#: file-is-directory
docker run --rm --volume ./err-dir/app.conf:/etc/app.conf busybox cat /etc/app.conf

#: see-directory
stat --format='%F %U %n' err-dir/app.conf

#: real-file
sudo rmdir err-dir/app.conf
echo 'debug = no' | sudo tee err-dir/app.conf > /dev/null
docker run --rm --volume ./err-dir/app.conf:/etc/app.conf busybox cat /etc/app.conf

#: source-missing
docker run --rm --mount type=bind,source="$PWD/err-dir/nothing.conf",target=/etc/app.conf busybox cat /etc/app.conf

#: which-paths
ls err-dir

#: source-there
docker run --rm --mount type=bind,source="$PWD/err-dir/app.conf",target=/etc/app.conf busybox cat /etc/app.conf

#: not-a-directory
docker run --name err-mount --volume ./err-dir/app.conf:/etc busybox true

#: which-sides
stat --format='%F %n' err-dir/app.conf
docker run --rm busybox stat -c '%F %n' /etc
docker rm err-mount

#: file-on-file
docker run --rm --volume ./err-dir/app.conf:/etc/app.conf busybox cat /etc/app.conf

#: old-content
docker run --detach --name err-conf --volume ./err-dir/app.conf:/etc/app.conf busybox sleep 600
sudo sed --in-place 's/no/yes/' err-dir/app.conf
cat err-dir/app.conf
docker exec err-conf cat /etc/app.conf

#: which-inode
stat --format='%i' err-dir/app.conf
docker exec err-conf stat -c '%i' /etc/app.conf

#: new-content
docker restart -t 0 err-conf
docker exec err-conf cat /etc/app.conf

#: mount-directory
docker run --detach --name err-folder --volume ./err-dir:/settings:ro busybox sleep 600
sudo sed --in-place 's/yes/maybe/' err-dir/app.conf
docker exec err-folder cat /settings/app.conf
docker rm --force err-conf err-folder

#: invalid-volume-name
docker run --rm --volume err-dir/sub:/data busybox true

#: relative-path
docker run --rm --volume ./err-dir:/data busybox ls /data

#: no-space
docker run --rm --shm-size 1m busybox dd if=/dev/zero of=/dev/shm/file bs=1M count=2

#: how-full
df --human-readable --output=target,size,avail "$(docker info --format '{{.DockerRootDir}}')"
docker system df

#: more-shm
docker run --rm --shm-size 256m busybox dd if=/dev/zero of=/dev/shm/file bs=1M count=2

#: remove
docker volume rm err-data
sudo rm -r err-dir
