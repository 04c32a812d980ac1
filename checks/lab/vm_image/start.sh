#!/bin/bash
# The first process of the container: gives its network address to a virtual machine and starts it.
set -euo pipefail
cd /vm
mkdir -p /run/vm

# The newest layer of the disk, and a new one on it: what an image holds is never written to.
n=0
while [ -e "disk.$((n + 1))" ]; do n=$((n + 1)); done
qemu-img create -q -f qcow2 -F qcow2 -b "disk.$n" "disk.$((n + 1))"

# The machine takes over the container's card: its address, its hardware address, its names.
address=$(ip -4 -oneline address show dev eth0 | sed 's/.* inet \([^ ]*\).*/\1/')
# The kernel's parameter wants a mask: 20 bits are 255.255.240.0.
bits=$((0xffffffff << (32 - ${address#*/})))
mask=$((bits >> 24 & 255)).$((bits >> 16 & 255)).$((bits >> 8 & 255)).$((bits & 255))
gateway=$(ip -4 route show default | sed 's/.* via \([^ ]*\).*/\1/')
hardware=$(cat /sys/class/net/eth0/address)
ip link set eth0 down
ip address flush dev eth0
ip link set eth0 address "02:00:${hardware#*:*:}"
ip link add lan type bridge
ip link set eth0 master lan
ip tuntap add vm mode tap
ip link set vm master lan
for card in eth0 vm lan; do ip link set "$card" up; done

# That /dev/kvm is there proves nothing: boot something.
kvm() {
  timeout 10 qemu-system-x86_64 -accel kvm -m 256 -kernel kernel -append 'console=ttyS0 panic=-1' \
    -no-reboot -display none -serial stdio 2>&1 </dev/null | grep --quiet 'Linux version'
}
# An emulated processor is so slow that systemd and udev would give up what they wait for, and that
# the kernel may take its timer for broken.
accelerator=tcg,thread=multi
patience="no_timer_check mitigations=off systemd.default_timeout_start_sec=1h \
  systemd.service_watchdogs=no systemd.default_device_timeout_sec=1h udev.event_timeout=3600"
if [ -w /dev/kvm ] && kvm; then accelerator=kvm patience=''; fi
echo "$accelerator" >/run/vm/accelerator

began=$(date +%s)
rm -f /run/vm/up
(
  until [ -s /run/vm/up ]; do sleep 1; done
  echo $(($(date +%s) - began)) >/run/vm/seconds
  touch /var/lib/lab-up
) &

exec qemu-system-x86_64 -machine q35,sata=off -accel "$accelerator" -cpu max -smp 2 -m 3072 \
  -nodefaults -no-reboot -kernel kernel -initrd initrd \
  -append "root=/dev/vda rw quiet console=ttyS0 net.ifnames=0 $patience \
    ip=${address%/*}::$gateway:$mask:server:eth0:none" \
  -drive "file=disk.$((n + 1)),if=virtio,cache=unsafe" \
  -netdev tap,id=lan,ifname=vm,script=no,downscript=no \
  -device "virtio-net-pci,netdev=lan,mac=$hardware" \
  -device virtio-serial-pci \
  -chardev socket,id=relay,path=/run/vm/relay,server=on,wait=off \
  -device virtserialport,chardev=relay,name=lab \
  -chardev file,id=up,path=/run/vm/up -device virtserialport,chardev=up,name=up \
  -display none -serial stdio </dev/null
