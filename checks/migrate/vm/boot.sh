#!/bin/bash
# Makes the disk of ova.sh one that a computer with a BIOS starts from. Run as root in the folder of
# the disk, first `boot.sh tree`, when the VM's files lie in tree/, then `boot.sh disk`, when they are
# in disk.raw, whose first partition is the BIOS boot partition and whose second is the root.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

into_tree() {
  # A kernel with what VMware's hardware needs (pvscsi, vmxnet3), and with what other hardware does.
  cp /etc/resolv.conf tree/etc/
  for name in dev proc sys; do mount --rbind "/$name" "tree/$name"; done
  mkdir -p tree/etc/initramfs-tools/conf.d
  echo MODULES=list >tree/etc/initramfs-tools/conf.d/modules
  printf '%s\n' ext4 sd_mod ahci vmw_pvscsi vmxnet3 virtio_blk virtio_net virtio_pci \
    >tree/etc/initramfs-tools/modules
  chroot tree apt-get update
  chroot tree apt-get install --yes --no-install-recommends linux-image-amd64 initramfs-tools udev zstd
  chroot tree apt-get clean
  rm -rf tree/var/lib/apt/lists/*
  for name in dev proc sys; do umount --recursive --lazy "tree/$name"; done
  # The machine's image masks what a container has no use for.
  find tree/etc/systemd/system -maxdepth 1 -lname /dev/null -delete
  rm -f tree/etc/systemd/system/lab-up.service tree/etc/systemd/system/*.wants/lab-up.service \
    tree/etc/systemd/journald.conf.d/container.conf
  chroot tree systemctl enable systemd-networkd.service
  # Who may log in: the holder of a key that is made here.
  ssh-keygen -q -t ed25519 -N '' -C '' -f legacy.key
  install -d -m 700 -o 1000 -g 1000 tree/home/reader/.ssh
  install -m 600 -o 1000 -g 1000 legacy.key.pub tree/home/reader/.ssh/authorized_keys
  mkdir -p tree/boot/grub
  cat >tree/boot/grub/grub.cfg <<'GRUB'
linux /vmlinuz root=UUID=7d0f3a52-5c7e-4d0a-9a0c-0b6f1e2d3c4b ro console=tty0 console=ttyS0
initrd /initrd.img
boot
GRUB
}

# What grub-install does on a computer, without its devices: the core image into the boot partition,
# and its place (sector 2048) into the boot sector and into the image's own first sector.
onto_disk() {
  local modules=/usr/lib/grub/i386-pc
  grub-mkimage --format=i386-pc --prefix='(hd0,gpt2)/boot/grub' --output=core.img \
    biosdisk ext2 linux normal part_gpt
  printf '\x01\x08\0\0\0\0\0\0' | dd of=core.img bs=1 seek=500 conv=notrunc status=none
  dd if=core.img of=disk.raw bs=512 seek=2048 conv=notrunc status=none
  dd if="$modules/boot.img" of=disk.raw bs=1 count=440 conv=notrunc status=none
  printf '\0\x08\0\0\0\0\0\0' | dd of=disk.raw bs=1 seek=92 conv=notrunc status=none
  rm core.img
}

case $1 in
tree) into_tree ;;
disk) onto_disk ;;
esac
