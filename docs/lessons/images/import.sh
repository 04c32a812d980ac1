#: folder
#zh 新建一个空目录并进去：这一页写的文件都放在里面
#en Into a new, empty directory: the files of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: install-busybox
sudo apt-get update
sudo apt-get install --yes busybox-static

#: tree
cd "${folder:?}" && mkdir --parents rootfs/bin rootfs/etc &&
  cp /bin/busybox rootfs/bin/ &&
  sudo chroot rootfs /bin/busybox --install /bin &&
  echo 'A root file system of my own' > rootfs/etc/motd

#: pack
cd "${folder:?}" && tar --create --gzip --file rootfs.tar.gz --owner=0 --group=0 --directory rootfs . &&
  tar --list --verbose --numeric-owner --file rootfs.tar.gz ./etc/motd

#: import
docker import - mini:plain < rootfs.tar.gz

#: own-command
docker run --rm mini:plain cat /etc/motd

#: no-command
docker run --rm mini:plain

#: import-change
docker import --message 'Made by hand' --change 'CMD ["cat", "/etc/motd"]' --change 'ENV LANG=C.UTF-8' rootfs.tar.gz mini:change
docker run --rm mini:change

#: compare
docker image inspect --format '{{json .Config.Cmd}} {{json .Config.Env}}' mini:plain mini:change

#: history
docker history mini:change

#: pipe
tar --create --owner=0 --group=0 --directory rootfs . | docker import - mini:pipe
docker run --rm mini:pipe stat -c '%u:%g' /etc/motd

#: scratch
docker build --tag mini:scratch --file - . << 'EOF'
FROM scratch
ADD rootfs.tar.gz /
CMD ["cat", "/etc/motd"]
EOF
docker run --rm mini:scratch
