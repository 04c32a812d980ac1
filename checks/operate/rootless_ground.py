"""What a server has and the lab's machine lacks, and rootless Docker needs."""

from __future__ import annotations

from checks.lab.machine import Machine
from checks.lab.terminal import HOME, USER

# Every server lets anybody open /dev/net/tun, keeps ports below 1024 for root, and has home folders
# on a file system that carries overlay mounts. In a container none of these is so. And it says
# which modules the kernel has built in: the lab's has nf_tables and ip_tables.
_GROUND = f"""
mkdir -p {HOME}/.local/share /var/lib/containerd/home /lib/modules/$(uname -r)
chown {USER}: {HOME}/.local {HOME}/.local/share /var/lib/containerd/home
printf 'kernel/net/nf_tables.ko\\nkernel/net/ip_tables.ko\\n' > \
  /lib/modules/$(uname -r)/modules.builtin
cat > /etc/systemd/system/rootless-ground.service << 'EOF'
[Unit]
DefaultDependencies=no
After=local-fs.target
Before=basic.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=chmod 666 /dev/net/tun
ExecStart=mount --bind /var/lib/containerd/home {HOME}/.local/share
ExecStart=sysctl net.ipv4.ip_unprivileged_port_start=1024

[Install]
WantedBy=basic.target
EOF
systemctl daemon-reload && systemctl enable --now rootless-ground.service
"""


def lay(machine: Machine) -> None:
    """Give the machine what a server has. It stays over a reboot."""
    done = machine.terminal.check(_GROUND)
    assert done.exit == 0, done.text
