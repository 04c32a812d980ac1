#: install
sudo apt-get update
sudo apt-get install --yes --no-install-recommends qemu-utils fdisk fuse2fs fuse3 jq

#: unpack
mkdir legacy-disk &&
  tar --extract --verbose --file=legacy.ova --directory=legacy-disk &&
  cd legacy-disk && folder=$PWD

#: verify
sed 's/^SHA256(\(.*\))= *\(.*\)$/\2  \1/' legacy.mf | sha256sum --check

#: hardware
grep --only-matching --perl-regexp 'ElementName>\K[^<]+' legacy.ovf

#: look
qemu-img info legacy-disk1.vmdk

#: convert
cd "${folder:?}" &&
  qemu-img convert -O raw legacy-disk1.vmdk disk.raw &&
  du --human-readable --apparent-size disk.raw &&
  du --human-readable disk.raw

#: compare
qemu-img compare legacy-disk1.vmdk disk.raw

#: partitions
sfdisk --dump disk.raw

#: offset
offset=$(sfdisk --json disk.raw | jq '.partitiontable | .sectorsize * (.partitions | max_by(.size) | .start)')
echo "$offset"

#: mount
cd "${folder:?}" &&
  mkdir --parents vm &&
  fuse2fs -o ro,fakeroot,offset="$offset" disk.raw vm

#: read
cat vm/etc/hostname vm/etc/fstab
find vm/etc/systemd/system -maxdepth 1 -name '*.service' -type f
ls -l --numeric-uid-gid vm/srv/orders/files

#: take-out
cd "${folder:?}" &&
  tar --create --numeric-owner --directory=vm --file=orders-files.tar srv/orders &&
  tar --list --verbose --numeric-owner --file=orders-files.tar srv/orders/files

#: unmount
fusermount3 -u "${folder:?}/vm"

#: mount-root
cd "${folder:?}" &&
  sudo mount -o loop,ro,noload,offset="$offset" disk.raw vm &&
  sudo ls -l --numeric-uid-gid vm/etc/orders.env
sudo umount "${folder:?}/vm"

#: without-converting
cd "${folder:?}" &&
  touch disk.view &&
  qemu-storage-daemon --daemonize --pidfile view.pid \
    --blockdev driver=file,filename=legacy-disk1.vmdk,node-name=file,read-only=on \
    --blockdev driver=vmdk,file=file,node-name=disk,read-only=on \
    --export type=fuse,id=view,node-name=disk,mountpoint="$PWD/disk.view",writable=off,allow-other=off

#: look-through
cd "${folder:?}" &&
  sfdisk --dump disk.view &&
  fuse2fs -o ro,fakeroot,offset="$offset" "$PWD/disk.view" vm &&
  cat vm/etc/hostname
fusermount3 -u "${folder:?}/vm"

#: end-view
kill "$(cat "${folder:?}/view.pid")" && while test -e "${folder:?}/view.pid"; do sleep 0.1; done

#: remove
cd "${folder:?}/.." && rm --recursive --force "$folder"
