#!/bin/sh
# The embedded engine's first process. It runs in namespaces of its own (mount, process, network,
# IPC, host name), so that its mounts, bridges, firewall rules and containers are seen by nobody
# else and vanish with it, whatever ends it.
#
#   engine_init.sh ROOT DATA RUN CGROUP
#     ROOT    the engine's root file system      DATA  where it keeps images and containers
#     RUN     where it puts its socket and log   CGROUP  the control group of its containers
set -eu
root=$1 data=$2 run=$3 cgroup=$4

mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/run/engine" "$root/var/lib/docker" "$root/mnt"
mount --bind "$run" "$root/run/engine"
mount --bind "$data" "$root/var/lib/docker"

# slirp4netns answers DNS at this address and asks the host's own servers, also where those are on
# the host's loopback (systemd-resolved).
printf 'nameserver 10.0.2.3\n' >"$run/resolv.conf"
: >"$root/etc/resolv.conf"
mount --bind "$run/resolv.conf" "$root/etc/resolv.conf"

# pivot_root and not chroot: with a chroot, image import fails ("remount /, flags: 0x84000: invalid
# argument") and a container's first process hangs.
cd "$root"
pivot_root . mnt
umount -l /mnt
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
ip link set lo up

# A containerd that dockerd starts by itself costs a second: it waits that long before it asks again
# whether the socket is there (gRPC's first pause after a refused connection).
printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' >/run/containerd.toml
containerd --config /run/containerd.toml --address /run/containerd.sock \
  --root /var/lib/docker/containerd/daemon --state /run/docker/containerd/daemon \
  >/run/engine/containerd.log 2>&1 &
tries=0
until [ -S /run/containerd.sock ] || [ $((tries += 1)) -gt 500 ]; do sleep 0.02; done

exec dockerd --containerd /run/containerd.sock --host unix:///run/engine/docker.sock --data-root /var/lib/docker \
  --exec-root /run/docker --pidfile /run/docker.pid --cgroup-parent "/$cgroup" \
  --shutdown-timeout 5 >/run/engine/dockerd.log 2>&1
