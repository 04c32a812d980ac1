#: prepare
sudo apt-get update
sudo apt-get install --yes --no-install-recommends qemu-utils fdisk fuse2fs fuse3 lvm2 cryptsetup-bin xfsprogs
mkdir bad-disks
tar --extract --file=legacy.ova --directory=bad-disks
cd bad-disks

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
mv elsewhere.vmdk vm-flat.vmdk
qemu-img create -q -f vmdk -b vm.vmdk -F vmdk vm-000001.vmdk
qemu-img info vm-000001.vmdk | grep '^backing file:'

#: snapshot-alone
mkdir alone
mv vm-000001.vmdk alone/
qemu-img convert -O raw alone/vm-000001.vmdk alone.raw

#: snapshot-with-base
mv alone/vm-000001.vmdk .
qemu-img convert -O raw vm-000001.vmdk whole.raw
qemu-img compare whole.raw legacy-disk1.vmdk
