#!/bin/bash
# Makes lvm.raw, luks.raw with luks.key, and xfs.raw in this folder: one partition each, at 1 MiB.
# Run as root. None of it needs device-mapper, which not every kernel has.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes --no-install-recommends e2fsprogs xfsprogs >/dev/null

part() { # FILE SIZE TYPE
  truncate --size="$2" "$1"
  printf 'label: gpt\nstart=1MiB, type=%s\n' "$3" | sfdisk --quiet "$1"
}
at() { losetup --find --show --offset 1048576 "$1"; }
tree() { # NAME
  mkdir -p "$1.tree/etc"
  echo "$1" >"$1.tree/etc/hostname"
}

# The logical volume begins at the fourth extent of the disk, as after one that was removed.
part lvm.raw 200M E6D6D379-F507-44C2-A23C-238F2A3DF928
disk=$(at lvm.raw)
pvcreate --quiet "$disk" 2>/dev/null
vgcreate --quiet ubuntu-vg "$disk" 2>/dev/null
vgcfgbackup --file vg.txt ubuntu-vg >/dev/null 2>&1
# lvcreate wants device-mapper; the text of the volume group does not.
sed --in-place '$ d' vg.txt # the brace that closes the group
cat >>vg.txt <<'TEXT'
logical_volumes {
ubuntu-lv {
id = "1VzKdL-aaaa-bbbb-cccc-dddd-eeee-ffffff"
status = ["READ", "WRITE", "VISIBLE"]
creation_time = 1700000000
creation_host = "legacy"
segment_count = 1
segment1 {
start_extent = 0
extent_count = 40
type = "striped"
stripe_count = 1
stripes = ["pv0", 3]
}
}
}
}
TEXT
vgcfgrestore --file vg.txt ubuntu-vg 2>/dev/null
losetup --detach "$disk"
tree on-lvm
mke2fs -q -t ext4 -d on-lvm.tree -E offset=$(((2048 + 2048 + 3 * 8192) * 512)) lvm.raw 160M

# Version 1, which qemu-img writes and reads by itself.
printf 'open sesame' >luks.key
tree on-luks
truncate --size=40M plain
mke2fs -q -t ext4 -d on-luks.tree plain
part luks.raw 48M CA7D7CCB-63ED-4C53-861C-1742536059CC
qemu-img convert -O luks --object secret,id=key,file=luks.key -o key-secret=key,iter-time=10 plain part
dd if=part of=luks.raw bs=1M seek=1 conv=notrunc status=none

# One file is on the disk; the newer one is only in the log when the disk is copied.
part xfs.raw 320M 0FC63DAF-8483-4772-8E79-3D69D8477DE4
disk=$(at xfs.raw)
mkfs.xfs -q "$disk"
mkdir here
mount "$disk" here
touch here/before
umount here
mount "$disk" here
touch here/newest
xfs_io -x -c 'shutdown -f' here
umount here
losetup --detach "$disk"
rm -r here plain part vg.txt ./*.tree
