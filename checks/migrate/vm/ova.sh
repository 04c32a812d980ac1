#!/bin/bash
# Makes an OVA, as an export from vSphere has it, of the server's files in tree.tar. Run as root in
# the folder that holds tree.tar.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends e2fsprogs fdisk grub-common grub-pc-bin qemu-utils
mkdir tree
tar --extract --file=tree.tar --numeric-owner --directory=tree \
  --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*'
rm -f tree.tar tree/.dockerenv # by that file a VM would take itself for a container
echo legacy >tree/etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 legacy\n' >tree/etc/hosts
printf 'nameserver 192.168.10.1\n' >tree/etc/resolv.conf
printf 'UUID=7d0f3a52-5c7e-4d0a-9a0c-0b6f1e2d3c4b / ext4 errors=remount-ro 0 1\n' >tree/etc/fstab
[ -s tree/etc/machine-id ] || echo 0123456789abcdef0123456789abcdef >tree/etc/machine-id
bash /root/boot.sh tree
truncate --size=1600M disk.raw
sfdisk --quiet disk.raw <<'PARTITIONS'
label: gpt
start=1MiB, size=1MiB, type=21686148-6449-6E6F-744E-656564454649, name="boot"
start=2MiB, type=linux, name="root"
PARTITIONS
size=$(sfdisk --json disk.raw | sed -n 's/.*"size": \([0-9]*\).*/\1/p' | tail -1)
mke2fs -q -t ext4 -U 7d0f3a52-5c7e-4d0a-9a0c-0b6f1e2d3c4b -d tree -E offset=2097152 disk.raw \
  "$((size / 2))k"
bash /root/boot.sh disk
qemu-img convert -O vmdk -o subformat=streamOptimized disk.raw legacy-disk1.vmdk
cat >legacy.ovf <<OVF
<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
  <References>
    <File ovf:href="legacy-disk1.vmdk" ovf:id="file1" ovf:size="$(stat --format=%s legacy-disk1.vmdk)"/>
  </References>
  <DiskSection>
    <Info>Virtual disks</Info>
    <Disk ovf:capacity="1600" ovf:capacityAllocationUnits="byte * 2^20" ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
  </DiskSection>
  <NetworkSection>
    <Info>Networks</Info>
    <Network ovf:name="VM Network"/>
  </NetworkSection>
  <VirtualSystem ovf:id="legacy">
    <Info>A virtual machine</Info>
    <Name>legacy</Name>
    <OperatingSystemSection ovf:id="96">
      <Info>The guest operating system</Info>
    </OperatingSystemSection>
    <VirtualHardwareSection>
      <Info>Virtual hardware</Info>
      <Item><rasd:ElementName>2 virtual CPU(s)</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item><rasd:ElementName>2048MB of memory</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>2048</rasd:VirtualQuantity></Item>
      <Item><rasd:ElementName>Hard disk 1</rasd:ElementName><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceType>17</rasd:ResourceType></Item>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>
OVF
for file in legacy.ovf legacy-disk1.vmdk; do
  echo "SHA256($file)= $(sha256sum "$file" | cut -d ' ' -f 1)"
done >legacy.mf
tar --create --format=ustar --owner=0 --group=0 --file=legacy.ova legacy.ovf legacy.mf legacy-disk1.vmdk
rm -r tree disk.raw legacy-disk1.vmdk
