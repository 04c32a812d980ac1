#!/bin/sh
# Gives the embedded engine's network namespace a way out through an ordinary process on the host
# (user-mode networking): no interface, no route and no firewall rule on the host.
#
#   engine_network.sh ROOT PID     PID: a process in the engine's network namespace
set -eu
root=$1 pid=$2

mount --make-rprivate /
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
: >>"$root/etc/resolv.conf"
mount --bind "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"
exec chroot "$root" slirp4netns --configure --mtu=65520 --disable-host-loopback "$pid" tap0
