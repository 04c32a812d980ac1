#: prepare
sudo apt-get update
sudo apt-get install --yes --no-install-recommends qemu-utils fdisk fuse2fs fuse3 lvm2 libvslvm-utils cryptsetup-bin
mkdir bad-disks
tar --extract --file=legacy.ova --directory=bad-disks
cd bad-disks

#: ova-cut-short
head --bytes=60M ../legacy.ova | tar --list --verbose

#: cut-short
head --bytes=-100K legacy-disk1.vmdk > short.vmdk
qemu-img convert -O raw short.vmdk short.raw

#: cut-short-checksum
mv short.vmdk legacy-disk1.vmdk
sed 's/^SHA256(\(.*\))= *\(.*\)$/\2  \1/' legacy.mf | sha256sum --check

#: whole-again
tar --extract --file=../legacy.ova legacy-disk1.vmdk

#: flat
#zh 数据存储里的样子：一个文本文件，一个数据文件
#en As on a datastore: a text file and a file with the data
qemu-img convert -O vmdk -o subformat=monolithicFlat legacy-disk1.vmdk vm.vmdk
ls vm*
grep --text FLAT vm.vmdk

#: flat-missing
mv vm-flat.vmdk elsewhere.vmdk
qemu-img info vm.vmdk

#: flat-is-raw
sfdisk --dump elsewhere.vmdk

#: snapshot
#zh write 那一行代替虚拟机在拍快照之后写的东西
#en The line with write stands for what the VM writes after the snapshot
mv elsewhere.vmdk vm-flat.vmdk
qemu-img create -q -f vmdk -b vm.vmdk -F vmdk vm-000001.vmdk
qemu-io -c 'write -q -P 65 1500M 64k' vm-000001.vmdk
qemu-img info vm-000001.vmdk | grep '^backing file:'

#: snapshot-base-only
qemu-img compare vm.vmdk vm-000001.vmdk

#: snapshot-alone
mkdir alone
mv vm-000001.vmdk alone/
qemu-img convert -O raw alone/vm-000001.vmdk alone.raw

#: snapshot-with-base
mv alone/vm-000001.vmdk .
qemu-img convert -O raw vm-000001.vmdk whole.raw
qemu-img compare whole.raw vm-000001.vmdk

#: flat-cut-short
truncate --size=900M vm-flat.vmdk
qemu-img convert -O raw vm.vmdk flat.raw && echo no error

#: flat-size
grep --text FLAT vm.vmdk | awk '{ print $2 * 512 }'
stat --format=%s vm-flat.vmdk

#: lvm
mkdir vm
fuse2fs -o ro,fakeroot,offset=1048576 lvm.raw vm
blkid --probe --offset 1048576 lvm.raw

#: lvm-mount
mkdir volumes
vslvmmount -o 1048576 lvm.raw volumes
ls volumes
fuse2fs -o ro,fakeroot volumes/lvm1 vm
cat vm/etc/hostname
fusermount3 -u vm
#zh -z：fuse2fs 也许还没有退出，等它退出再卸载
#en -z: fuse2fs may still be ending, and what it reads from goes after it
fusermount3 -u -z volumes

#: lvm-activate
disk=$(sudo losetup --find --show --read-only --offset 1048576 lvm.raw)
sudo vgchange --activate y ubuntu-vg
sudo mount -o ro,noload /dev/ubuntu-vg/ubuntu-lv vm

#: lvm-deactivate
sudo umount vm
sudo vgchange --activate n ubuntu-vg
sudo losetup --detach "$disk"

#: luks
fuse2fs -o ro,fakeroot,offset=1048576 luks.raw vm
blkid --probe --offset 1048576 luks.raw

#: luks-key
disk=$(sudo losetup --find --show --read-only --offset 1048576 luks.raw)
sudo cryptsetup open --test-passphrase --key-file luks.key "$disk" && echo the key fits
sudo losetup --detach "$disk"

#: luks-decrypt
qemu-img convert -O raw --object secret,id=key,file=luks.key --image-opts \
  driver=luks,key-secret=key,file.driver=raw,file.offset=1048576,file.file.driver=file,file.file.filename=luks.raw \
  plain.raw
fuse2fs -o ro,fakeroot plain.raw vm
cat vm/etc/hostname
fusermount3 -u vm

#: luks-open
disk=$(sudo losetup --find --show --read-only --offset 1048576 luks.raw)
sudo cryptsetup open --readonly --key-file luks.key "$disk" vm-disk
sudo mount -o ro,noload /dev/mapper/vm-disk vm

#: luks-close
sudo umount vm
sudo cryptsetup close vm-disk
sudo losetup --detach "$disk"

#: xfs
fuse2fs -o ro,fakeroot,offset=1048576 xfs.raw vm
blkid --probe --offset 1048576 xfs.raw

#: xfs-dirty
sudo mount -o loop,ro,offset=1048576 xfs.raw vm

#: xfs-norecovery
sudo mount -o loop,ro,norecovery,offset=1048576 xfs.raw vm
ls vm

#: xfs-twice
cp --sparse=always xfs.raw xfs-copy.raw
mkdir vm2
sudo mount -o loop,offset=1048576 xfs-copy.raw vm2

#: xfs-recovered
sudo mount -o loop,nouuid,offset=1048576 xfs-copy.raw vm2
ls vm2
sudo umount vm vm2
