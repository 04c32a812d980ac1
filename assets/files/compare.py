#!/usr/bin/env python3
"""Measure virtual machines and containers side by side, on this host, with the same software.

    sudo python3 compare.py            everything; twenty minutes or more
    sudo python3 compare.py --quick    one sample of each, ten containers; about a minute

Both sides run one root file system, made here from the distribution's packages: in a container its
web server is process 1, in a virtual machine QEMU boots its kernel and systemd. Both hang on the
same network bridge. Everything is made in one folder and under one label, and taken away at the
end. If this program is killed, its virtual machines end with it, and its containers go when it is
next started. Every figure is kept as soon as it is known, in results.jsonl, or for the quick form
in quick.jsonl: run again to go on.

The quick form unpacks the packages without installing them. Its virtual machine loads its drivers
with a small initial RAM disk, starts only the units that the web server needs, and boots once for
all figures, so it starts sooner and writes less than the full form's. The speed of an emulated
processor is not measured in the quick form.

Needs: Debian or Ubuntu on amd64, root, Docker, and the packages qemu-system-x86, qemu-utils,
mmdebstrap, e2fsprogs, sysbench, fio and iperf3. Python's standard library, nothing else.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import ctypes
import http.client
import json
import lzma
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

NAME = "escape-vmware-compare"
LABEL = f"{NAME}.run"
BRIDGE = "cmp0"
NET = "10.77"
"""The first half of the network in which both sides get their addresses."""
GATEWAY = f"{NET}.0.1"
SERVER = f"{NET}.255.2"
"""Where the network benchmark's other end is: in a network namespace of its own."""
NAMESPACE = "cmp-server"
GUEST_MEMORY = 256
"""Mebibytes that each virtual machine is given."""
PROBE_LIMIT = 15.0
"""Seconds in which a guest's kernel has to say something for hardware virtualization to count."""
ANSWER_LIMIT = 240.0
"""Seconds after which an instance that has not answered is given up."""
DISK_NEED = 4 * 1024**3
PACKAGES = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "mmdebstrap": "mmdebstrap",
    "mkfs.ext4": "e2fsprogs",
    "sysbench": "sysbench",
    "fio": "fio",
    "iperf3": "iperf3",
    "docker": "docker-ce",
    "ip": "iproute2",
}

# What the root file system runs for a benchmark. On the virtual machine a unit starts it when the
# kernel's command line asks for it, and powers the machine off when it is done.
BENCH = r"""#!/bin/sh
# bench SECONDS SERVER: one line for each figure, "name value".
seconds=$1 server=$2
sysbench cpu --time="$seconds" run | awk '/events per second/ {print "cpu", $NF}'
fio --name=x --filename=/var/tmp/bench.dat --size=64M --rw=randwrite --bs=4k --direct=1 \
  --ioengine=psync --runtime="$seconds" --time_based --output-format=json |
  awk '/"write" :/ {w=1} w && /"iops" :/ {gsub(",", ""); print "disk", $3; exit}'
rm -f /var/tmp/bench.dat
iperf3 --client "$server" --time "$seconds" --json |
  awk '/"sum_received":/ {r=1} r && /"bits_per_second":/ {gsub(",", ""); print "network", $2; exit}'
"""
GUEST_SETUP = r"""#!/bin/sh
# On a virtual machine: the address, and perhaps a benchmark, come on the kernel's command line.
word() { tr ' ' '\n' < /proc/cmdline | sed -n "s/^$1=//p"; }
ip link set lo up
ip link set eth0 up
ip address add "$(word guest)" dev eth0
ip route add default via "$(word via)"
if [ -n "$(word bench)" ]; then
  { echo BENCH-BEGIN; /usr/local/sbin/bench "$(word bench)" "$(word server)"; echo BENCH-END; } \
    > /dev/ttyS0 2>&1
  systemctl poweroff --force
fi
"""
GUEST_UNIT = """[Unit]
DefaultDependencies=no
After=systemd-remount-fs.service systemd-udevd.service sys-subsystem-net-devices-eth0.device
Wants=sys-subsystem-net-devices-eth0.device
Before=nginx.service
ConditionKernelCommandLine=guest

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/guest-setup

[Install]
WantedBy=multi-user.target
"""

# Packages of the root file system. Where they are only unpacked, what a distribution takes for
# granted has to be named, too.
SOFTWARE = ("systemd-sysv", "udev", "iproute2", "nginx-light", "sysbench", "fio", "iperf3")
ESSENTIALS = (
    *("base-files", "base-passwd", "libc-bin", "dash", "coreutils", "grep", "sed", "mawk"),
    *("util-linux", "mount", "kmod"),
)
UNREAD = ("share/doc", "share/locale", "share/man", "lib/udev/hwdb.d")
DRIVERS = ("virtio_pci", "virtio_blk", "virtio_net", "ext4")
"""What a guest needs to find its disk and its network; a kernel may have them built in."""
# Its initial RAM disk has loaded the network driver, so there is nothing to wait for.
QUICK_GUEST_UNIT = re.sub(r"(?m)^(After|Wants)=.*\n", "", GUEST_UNIT)
QUICK_INIT = """#!/bin/sh
export PATH=/usr/bin:/usr/sbin
mount -t devtmpfs dev /dev
for module in @MODULES@; do insmod /modules/$module; done
mount -t ext4 /dev/vda /root
exec switch_root /root /sbin/init
"""


class Failure(Exception):
    """Something is wrong that the user can do something about."""


# -- running things ------------------------------------------------------------------------------


def run(*command: str, check: bool = True, **options: Any) -> str:
    """What a command prints. Raises Failure with its words if it fails."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run(command, text=True, errors="replace", **options)
    if check and done.returncode:
        said = indented((done.stderr or done.stdout).strip())
        raise Failure(f"{' '.join(command[:4])} … failed ({done.returncode}):\n{said}")
    return str(done.stdout)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def stage(text: str) -> Iterator[None]:
    """Say what is done now, and afterwards how many seconds it took."""
    say(f"  … {text}")
    began = time.monotonic()
    yield
    say(f"  ✓ {text} ({time.monotonic() - began:.1f} s)")


def indented(text: str) -> str:
    """The last lines of a text, for a message."""
    return "\n".join(f"    {line}" for line in text.splitlines()[-12:]) or "    (nothing)"


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends, however that ends (prctl(2))."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def answers(address: str) -> bool:
    """Whether the web server there answers with 200."""
    call = http.client.HTTPConnection(address, 80, timeout=0.5)
    try:
        call.request("GET", "/")
        return call.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        call.close()


def until_answer(address: str, alive: Callable[[], str], tail: Callable[[], str]) -> None:
    """Wait for the first 200. `alive` says what is wrong if the instance has ended, `tail` what it
    has said last."""
    deadline = time.monotonic() + ANSWER_LIMIT
    while not answers(address):
        if wrong := alive():
            raise Failure(wrong)
        if time.monotonic() > deadline:
            raise Failure(
                f"{address} has not answered within {ANSWER_LIMIT:.0f} s; it says:\n{tail()}"
            )
        time.sleep(0.005)


def address(number: int) -> str:
    """The address of the instance with this number; 256 and up go on in the next block."""
    return f"{NET}.{1 + number // 250}.{1 + number % 250}"


def mac(number: int) -> str:
    return f"52:54:00:77:{number // 256:02x}:{number % 256:02x}"


def available() -> int:
    """Bytes of memory that the host could still give out."""
    text = Path("/proc/meminfo").read_text()
    return int(re.search(r"MemAvailable:\s+(\d+)", text)[1]) * 1024  # type: ignore[index]


def resident(pid: int) -> int:
    """Bytes of memory in which a process lies."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) * 1024 if found else 0


# -- the two sides -------------------------------------------------------------------------------


class Container:
    """One container with the web server as process 1."""

    def __init__(self, lab: Lab, number: int) -> None:
        self.lab, self.number, self.address = lab, number, address(number)
        self.name = f"{NAME}-{number}"

    def start(self) -> float:
        """Seconds from the command to the first answer."""
        began = time.monotonic()
        run(
            *("docker", "run", "--detach", "--label", LABEL, "--name", self.name),
            *("--network", NAME, "--ip", self.address),
            *(f"{NAME}:root", "nginx", "-g", "daemon off;"),
        )
        until_answer(self.address, self._wrong, self.tail)
        return time.monotonic() - began

    def _wrong(self) -> str:
        state = run("docker", "inspect", "--format", "{{.State.Status}}", self.name).strip()
        if state == "running":
            return ""
        return f"the container ended:\n{self.tail()}"

    def tail(self) -> str:
        """The last lines of its log."""
        return indented(run("docker", "logs", "--tail", "12", self.name, stderr=subprocess.STDOUT))

    def memory(self) -> int:
        """Bytes: its control group without what the kernel could drop at once, and its shim."""
        pid = run("docker", "inspect", "--format", "{{.State.Pid}}", self.name).strip()
        group = Path(f"/proc/{pid}/cgroup").read_text()
        v1 = re.search(r"^\d+:memory:(.*)$", group, re.MULTILINE)
        root = f"/proc/{pid}/root/sys/fs/cgroup"
        if v1:
            used = int(Path(f"{root}/memory/memory.usage_in_bytes").read_text())
            stat = Path(f"{root}/memory/memory.stat").read_text()
            idle = int(re.search(r"^total_inactive_file (\d+)", stat, re.M)[1])  # type: ignore[index]
        else:
            used = int(Path(f"{root}/memory.current").read_text())
            stat = Path(f"{root}/memory.stat").read_text()
            idle = int(re.search(r"^inactive_file (\d+)", stat, re.M)[1])  # type: ignore[index]
        shim = Path(f"/proc/{pid}/status").read_text()
        parent = int(re.search(r"PPid:\s+(\d+)", shim)[1])  # type: ignore[index]
        return used - idle + resident(parent)

    def disk(self) -> int:
        """Bytes that this instance has written beyond the image."""
        return int(run("docker", "inspect", "--size", "--format", "{{.SizeRw}}", self.name))

    def remove(self) -> None:
        run("docker", "rm", "--force", "--volumes", self.name, check=False)


class Guest:
    """One virtual machine, which boots the same root file system."""

    def __init__(self, lab: Lab, number: int, *words: str) -> None:
        self.lab, self.number, self.address = lab, number, address(number)
        self.words = words
        self.tap = f"cmp{number}t"
        self.image = lab.folder / f"guest-{number}.qcow2"
        self.console = lab.folder / f"guest-{number}.log"
        self.process: subprocess.Popen[str] | None = None

    def begin(self, accelerator: str) -> subprocess.Popen[str]:
        """Start QEMU on a thin copy of the disk, plugged into the bridge."""
        self.image.unlink(missing_ok=True)
        self.console.unlink(missing_ok=True)
        run(
            *("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw"),
            *("-b", str(self.lab.disk), str(self.image)),
        )
        run("ip", "tuntap", "add", self.tap, "mode", "tap")
        run("ip", "link", "set", self.tap, "master", BRIDGE, "up")
        # Known beforehand, so that no wait for an address resolution is counted as a slow start.
        run(
            *("ip", "neighbour", "replace", self.address, "lladdr", mac(self.number)),
            *("dev", BRIDGE, "nud", "permanent"),
        )
        words = self.words
        if self.lab.quick:
            # Without the security modules; an emulated processor has no faults to mitigate either.
            words += ("lsm=yama", *(("mitigations=off",) if accelerator == "tcg" else ()))
        if accelerator == "tcg":
            # On a busy host its ticks come late, and the kernel would take its timer for broken.
            words += ("no_timer_check",)
        line = (
            f"root=/dev/vda rw console=ttyS0 net.ifnames=0 quiet panic=-1 guest={self.address}/16 "
            f"via={GATEWAY} {' '.join(words)}"
        )
        self.process = subprocess.Popen(
            [
                *("qemu-system-x86_64", "-accel", accelerator, "-m", str(GUEST_MEMORY)),
                *("-cpu", "host" if accelerator == "kvm" else "max"),
                # Ends when the guest crashes, instead of starting it over and over.
                *("-smp", "1", "-nodefaults", "-display", "none", "-no-reboot"),
                *("-kernel", str(self.lab.kernel), "-initrd", str(self.lab.initrd)),
                *("-append", line, "-serial", f"file:{self.console}"),
                *("-drive", f"file={self.image},if=virtio,format=qcow2"),
                "-nic",
                f"tap,ifname={self.tap},script=no,downscript=no,model=virtio-net-pci,"
                f"mac={mac(self.number)}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            preexec_fn=die_with_parent,
        )
        self.lab.guests.append(self)
        return self.process

    def start(self) -> float:
        """Seconds from the command to the first answer."""
        began = time.monotonic()
        self.begin(self.lab.accelerator)
        until_answer(self.address, self._wrong, self.tail)
        return time.monotonic() - began

    def _wrong(self) -> str:
        assert self.process
        if self.process.poll() is None:
            return ""
        said = self.process.stderr.read() if self.process.stderr else ""
        return (
            f"QEMU ended ({self.process.returncode}) and said:\n{indented(said)}\n"
            f"  its console:\n{self.tail()}"
        )

    def tail(self) -> str:
        """The last lines of the console."""
        text = self.console.read_text(errors="replace") if self.console.exists() else ""
        return indented(text)

    def memory(self) -> int:
        """Bytes in which QEMU lies."""
        assert self.process
        return resident(self.process.pid)

    def disk(self) -> int:
        """Bytes that this instance has written beyond the common disk."""
        return self.image.stat().st_blocks * 512

    def remove(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
        run("ip", "link", "delete", self.tap, check=False)
        run("ip", "neighbour", "delete", self.address, "dev", BRIDGE, check=False)
        self.image.unlink(missing_ok=True)
        with contextlib.suppress(ValueError):
            self.lab.guests.remove(self)


class Lab:
    """What both sides need: root file system, disk, kernel, image, network."""

    def __init__(self, folder: Path, quick: bool = False) -> None:
        self.folder, self.quick = folder, quick
        form = "quick-" if quick else ""
        self.tar = folder / "root.tar"
        self.tree = folder / "quick-tree"
        self.disk = folder / f"{form}disk.raw"
        self.kernel = folder / f"{form}vmlinuz"
        self.initrd = folder / f"{form}initrd"
        self.guests: list[Guest] = []
        self.accelerator = "tcg"

    def prepare(self) -> None:
        """Make everything that is not there yet."""
        release = dict(
            line.split("=", 1)
            for line in Path("/etc/os-release").read_text().splitlines()
            if "=" in line
        )
        suite = release.get("VERSION_CODENAME", "").strip('"')
        ubuntu = release.get("ID", "").strip('"') == "ubuntu"
        if not (self.tree if self.quick else self.tar).exists():
            with stage(f"Making one root file system for both sides ({suite})"):
                if self.quick:
                    self._unpack(ubuntu)
                else:
                    self._bootstrap(suite, ubuntu)
        with stage("Making the container image of it"):
            self._make_image()
        if not self.disk.exists():
            with stage("Making the disk of it"):
                self._make_disk()
        self._network()

    def _unpack(self, ubuntu: bool) -> None:
        """The quick form's: packages are unpacked, and set up here as far as they are used."""
        tree = self.tree.with_suffix(".unfinished")
        shutil.rmtree(tree, ignore_errors=True)
        for name in ("bin", "sbin", "lib", "lib64"):
            (tree / "usr" / name).mkdir(parents=True)
            (tree / name).symlink_to(f"usr/{name}")
        packages = self._download(ubuntu)
        # base-files makes the same links again: no other package may be unpacked meanwhile.
        packages.sort(key=lambda package: not package.name.startswith("base-files_"))
        unpack(packages[0], tree)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda package: unpack(package, tree), packages[1:]))
        for name in ("dev", "proc", "sys", "run", "root", "tmp", "usr/local/sbin", "var/www/html"):
            (tree / name).mkdir(parents=True, exist_ok=True)
        masters = tree / "usr/share/base-passwd"
        for name in ("passwd", "group"):
            shutil.copy(masters / f"{name}.master", tree / "etc" / name)
        units = "etc/systemd/system/multi-user.target.wants"
        for name, target in (
            ("usr/bin/sh", "dash"),
            ("usr/bin/awk", "mawk"),
            ("etc/nginx/sites-enabled/default", "../sites-available/default"),
            (f"{units}/nginx.service", "/usr/lib/systemd/system/nginx.service"),
            (f"{units}/guest.service", "/etc/systemd/system/guest.service"),
        ):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).unlink(missing_ok=True)
            (tree / name).symlink_to(target)
        # An emulated processor is busy for half a minute with what nothing here asks for: devices,
        # file systems of the kernel's, logins on six consoles, hibernation, measured boot.
        systemd = tree / "usr/lib/systemd"
        shutil.rmtree(systemd / "system-generators")
        for group in ("sysinit", "multi-user", "local-fs", "timers"):
            for link in (systemd / f"system/{group}.target.wants").glob("*"):
                if link.name != "systemd-journald.service":
                    link.unlink()
        shutil.copy(tree / "usr/share/nginx/html/index.html", tree / "var/www/html")
        for name, text, mode in (
            ("usr/local/sbin/bench", BENCH, 0o755),
            ("usr/local/sbin/guest-setup", GUEST_SETUP, 0o755),
            ("etc/systemd/system/guest.service", QUICK_GUEST_UNIT, 0o644),
            # Neither a first boot nor an update, after which systemd would set up more.
            ("etc/machine-id", "", 0o444),
            ("etc/.updated", "", 0o644),
            ("var/.updated", "", 0o644),
        ):
            (tree / name).write_text(text)
            (tree / name).chmod(mode)
        run("chroot", str(tree), "ldconfig")
        run("chroot", str(tree), "systemd-sysusers")
        (kernel,) = (tree / "boot").glob("vmlinuz-*")
        shutil.copy(kernel, self.kernel)
        self._make_initrd(tree, kernel.name.removeprefix("vmlinuz-"))
        # QEMU loads the kernel, and the initial RAM disk has every module that is needed.
        shutil.rmtree(tree / "boot")
        shutil.rmtree(tree / "usr/lib/modules")
        shutil.rmtree(self.folder / "packages")
        tree.rename(self.tree)

    def _download(self, ubuntu: bool) -> list[Path]:
        """The packages that the software needs, from where this host's apt has its own."""
        archives = self.folder / "packages"
        shutil.rmtree(archives, ignore_errors=True)
        (archives / "partial").mkdir(parents=True)
        nothing_installed = archives / "status"
        nothing_installed.touch()
        run(
            *("apt-get", "install", "--download-only", "--yes", "--no-install-recommends"),
            *("-o", f"Dir::State::status={nothing_installed}"),
            *("-o", f"Dir::Cache::archives={archives}", "-o", "APT::Sandbox::User=root"),
            # What apt works out for an empty system is not kept for the host's.
            *("-o", "Dir::Cache::pkgcache="),
            *(*ESSENTIALS, *SOFTWARE, _kernel_package(ubuntu)),
        )
        return [*archives.glob("*.deb")]

    def _make_initrd(self, tree: Path, release: str) -> None:
        """The smallest one that mounts the disk: a shell, three programs and the drivers."""
        run("chroot", str(tree), "depmod", release)
        modules: dict[str, bytes] = {}
        folder = tree / "usr/lib/modules" / release
        for line in (folder / "modules.dep").read_text().splitlines():
            path, _, needs = line.partition(":")
            if Path(path).name.split(".")[0] not in DRIVERS:
                continue
            for one in (*reversed(needs.split()), path):
                data = (folder / one).read_bytes()
                packed = one.endswith(".xz")
                modules[Path(one).name.removesuffix(".xz")] = (
                    lzma.decompress(data) if packed else data
                )
        programs = ("/usr/bin/dash", "/usr/bin/kmod", "/usr/bin/mount", "/usr/sbin/switch_root")
        files = {*programs}
        for program in programs:
            linker = "/lib64/ld-linux-x86-64.so.2"
            listed = run("chroot", str(tree), linker, "--list", program)
            files |= set(re.findall(r"(/\S+) \(0x", listed))
        init = QUICK_INIT.replace("@MODULES@", " ".join(modules)).encode()
        entries: dict[str, tuple[int, bytes]] = {"init": (0o100755, init)}
        for name in ("bin", "sbin", "lib", "lib64"):
            entries[name] = (0o120777, f"usr/{name}".encode())
        entries["usr/bin/sh"] = (0o120777, b"dash")
        entries["usr/bin/insmod"] = (0o120777, b"kmod")
        for name in sorted(files):
            inside = name if name.startswith("/usr/") else f"/usr{name}"
            entries[inside[1:]] = (0o100755, (tree / inside[1:]).read_bytes())
        for name, data in modules.items():
            entries[f"modules/{name}"] = (0o100644, data)
        folders = {str(up) for name in entries for up in Path(name).parents} - {"."}
        for name in folders | {"dev", "root"}:
            entries[name] = (0o040755, b"")
        # A folder has to come before what is in it.
        self.initrd.write_bytes(cpio(dict(sorted(entries.items()))))

    def _make_image(self) -> None:
        if not self.quick:
            run("docker", "import", str(self.tar), f"{NAME}:root")
            return
        command = ["tar", "--create", "--directory", str(self.tree), "."]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as tar:
            run("docker", "import", "-", f"{NAME}:root", stdin=tar.stdout)

    def _bootstrap(self, suite: str, ubuntu: bool) -> None:
        hooks = self.folder / "hooks"
        hooks.mkdir(exist_ok=True)
        for name, text in (
            ("bench", BENCH),
            ("guest-setup", GUEST_SETUP),
            ("guest.service", GUEST_UNIT),
        ):
            (hooks / name).write_text(text)
        unfinished = self.tar.with_suffix(".unfinished")
        run(
            *("mmdebstrap", "--variant=minbase", "--format=tar"),
            f"--include=initramfs-tools,{','.join(SOFTWARE)},{_kernel_package(ubuntu)}",
            *(("--components=main,universe",) if ubuntu else ()),
            f"--customize-hook=install -m 755 {hooks}/bench $1/usr/local/sbin/bench",
            f"--customize-hook=install -m 755 {hooks}/guest-setup $1/usr/local/sbin/guest-setup",
            f"--customize-hook=install -m 644 {hooks}/guest.service $1/etc/systemd/system/",
            "--customize-hook=chroot $1 systemctl enable --quiet guest.service nginx.service",
            f"--customize-hook=cp $1/boot/vmlinuz-* {self.kernel}",
            f"--customize-hook=cp $1/boot/initrd.img-* {self.initrd}",
            suite,
            str(unfinished),
        )
        unfinished.rename(self.tar)

    def _make_disk(self) -> None:
        unfinished = self.disk.with_suffix(".unfinished")
        tree = self.tree if self.quick else self.folder / "tree"
        if not self.quick:
            shutil.rmtree(tree, ignore_errors=True)
            tree.mkdir()
            run("tar", "--extract", "--file", str(self.tar), "--directory", str(tree))
        run("truncate", "--size", "2G", str(unfinished))
        run("mkfs.ext4", "-q", "-F", "-d", str(tree), str(unfinished))
        if not self.quick:
            shutil.rmtree(tree)
        unfinished.rename(self.disk)

    def _network(self) -> None:
        run(
            *("docker", "network", "create", "--label", LABEL, "--subnet", f"{NET}.0.0/16"),
            *("--gateway", GATEWAY, "--opt", f"com.docker.network.bridge.name={BRIDGE}", NAME),
        )
        run("ip", "netns", "add", NAMESPACE)
        run("ip", "link", "add", "cmp-a", "type", "veth", "peer", "name", "cmp-b")
        run("ip", "link", "set", "cmp-b", "netns", NAMESPACE)
        run("ip", "link", "set", "cmp-a", "master", BRIDGE, "up")
        inside = ("ip", "netns", "exec", NAMESPACE)
        run(*inside, "ip", "address", "add", f"{SERVER}/16", "dev", "cmp-b")
        run(*inside, "ip", "link", "set", "cmp-b", "up")
        run(*inside, "iperf3", "--server", "--daemon", "--pidfile", str(self.folder / "iperf3.pid"))

    def probe(self) -> None:
        """Whether this host has hardware virtualization: by booting, not by looking for a file."""
        if not os.access("/dev/kvm", os.R_OK | os.W_OK):
            say("  ! There is no /dev/kvm: the guests' processor is emulated")
            return
        guest = Guest(self, 0, "loglevel=7")
        try:
            process = guest.begin("kvm")
            deadline = time.monotonic() + PROBE_LIMIT
            while time.monotonic() < deadline and process.poll() is None:
                if guest.console.exists() and guest.console.stat().st_size > 0:
                    self.accelerator = "kvm"
                    say("  ✓ Hardware virtualization works: a guest has booted with it")
                    return
                time.sleep(0.05)
            say(
                "  ! /dev/kvm is there, but no guest boots with it: the guests' processor is "
                "emulated"
            )
        finally:
            guest.remove()

    def clear(self) -> None:
        """Take away what was made in Docker and in the network; the folder stays for next time."""
        for guest in [*self.guests]:
            guest.remove()
        pid = self.folder / "iperf3.pid"
        if pid.exists():
            with contextlib.suppress(OSError, ValueError):
                os.kill(int(pid.read_text().strip("\0\n ")), signal.SIGTERM)
            pid.unlink(missing_ok=True)
        left = run("docker", "ps", "--all", "--quiet", "--filter", f"label={LABEL}", check=False)
        if left.split():
            run("docker", "rm", "--force", "--volumes", *left.split(), check=False)
        networks = run(
            "docker", "network", "ls", "--quiet", "--filter", f"label={LABEL}", check=False
        )
        for network in networks.split():
            run("docker", "network", "rm", network, check=False)
        run("docker", "image", "rm", f"{NAME}:root", check=False)
        run("ip", "netns", "delete", NAMESPACE, check=False)
        run("ip", "link", "delete", "cmp-a", check=False)
        for tap in re.findall(r"^\d+: (cmp\d+t):", run("ip", "-o", "link"), re.M):
            run("ip", "link", "delete", tap, check=False)


def _kernel_package(ubuntu: bool) -> str:
    return "linux-image-virtual" if ubuntu else "linux-image-cloud-amd64"


def cpio(entries: dict[str, tuple[int, bytes]]) -> bytes:
    """An initial RAM disk of these files: name, mode and contents, or where a link leads.

    The kernel's Documentation/driver-api/early-userspace/buffer-format.rst has the format.
    """
    made = b""
    for number, (name, (mode, data)) in enumerate([*entries.items(), ("TRAILER!!!", (0, b""))]):
        fields = (number + 1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        made += head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)
    return made


def unpack(package: Path, tree: Path) -> None:
    """Put a package's files in place, without what nothing here reads."""
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    unread = [f"--exclude=./usr/{name}/*" for name in UNREAD]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as contents:
        run(
            *("tar", "--extract", "--keep-directory-symlink", "--directory", str(tree), *unread),
            stdin=contents.stdout,
        )
    if contents.returncode:
        raise Failure(f"{package.name} cannot be unpacked")


# -- what is measured ----------------------------------------------------------------------------


class Results:
    """What is known, one line of JSON for each figure: {"what", "side", "value" …}."""

    def __init__(self, path: Path, aloud: bool = False) -> None:
        self.path, self.aloud = path, aloud
        self.known: list[dict[str, Any]] = []
        for line in path.read_text().splitlines() if path.exists() else []:
            with contextlib.suppress(ValueError):  # cut off by a kill
                self.known.append(json.loads(line))

    def has(self, what: str, side: str) -> int:
        """How many samples there are."""
        return sum(1 for one in self.known if (one["what"], one["side"]) == (what, side))

    def add(self, what: str, side: str, **values: Any) -> None:
        one = {"what": what, "side": side, **values}
        self.known.append(one)
        with self.path.open("a") as file:
            file.write(json.dumps(one) + "\n")
        if self.aloud:
            print(json.dumps(one), flush=True)

    def values(self, what: str, side: str, name: str = "value") -> list[float]:
        return [one[name] for one in self.known if (one["what"], one["side"]) == (what, side)]


class Plan:
    """The measurements in their order, with how far it is and how long it may take."""

    def __init__(self, lab: Lab, results: Results, given: argparse.Namespace) -> None:
        self.lab, self.results, self.quick = lab, results, given.quick
        self.samples = 1 if given.quick else 10
        self.most = 10 if given.quick else given.most
        self.seconds = 1 if given.quick else 10
        self.settle = 1.0 if given.quick else 10.0
        self.load = 1.0 if given.quick else 3.0
        self.budget = given.budget * 1024 * 1024
        self.most_guests = 1 if given.quick else given.most
        self.sides: dict[str, Callable[[int], Container | Guest]] = {
            "container": lambda number: Container(lab, number),
            "vm": lambda number: Guest(lab, number),
        }

    def measure(self) -> None:
        self.host()
        self.disk()
        for side in self.sides:
            self.starts(side)
        for side in ("bare", *self.sides):
            self.speed(side)
        for side in self.sides:
            self.density(side)

    def host(self) -> None:
        if self.results.has("host", "bare"):
            return
        version = run("docker", "version", "--format", "{{.Server.Version}}").strip()
        qemu = run("qemu-system-x86_64", "--version").split()[3]
        release = Path("/etc/os-release").read_text()
        self.results.add(
            "host",
            "bare",
            os=re.search(r'PRETTY_NAME="?([^"\n]+)', release)[1],  # type: ignore[index]
            kernel=os.uname().release,
            cores=os.cpu_count(),
            memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
            docker=version,
            qemu=qemu,
            accelerator=self.lab.accelerator,
            guest_memory=GUEST_MEMORY * 1024 * 1024,
            when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        )

    def disk(self) -> None:
        """The first instance: the image, and the disk on which all guests stand."""
        if not self.results.has("disk first", "container"):
            size = run("docker", "image", "inspect", "--format", "{{.Size}}", f"{NAME}:root")
            self.results.add("disk first", "container", value=int(size))
        if not self.results.has("disk first", "vm"):
            self.results.add("disk first", "vm", value=self.lab.disk.stat().st_blocks * 512)

    def starts(self, side: str) -> None:
        """Start to first answer; and of each instance what it costs in disk and memory."""
        for sample in range(self.results.has("start", side), self.samples):
            began, before = time.monotonic(), available()
            one = self.sides[side](1)
            try:
                seconds = one.start()
                used = before - available()
                time.sleep(self.settle)
                idle, disk = one.memory(), one.disk()
                busy = load(one, self.load)
                self.results.add(
                    "start",
                    side,
                    value=round(seconds, 3),
                    memory_idle=idle,
                    memory_busy=busy,
                    disk=disk,
                )
                if self.quick and side == "vm":
                    # One is all that the quick form starts: that one need not boot again.
                    self.results.add(
                        "density", side, number=1, seconds=round(seconds, 2), memory=used
                    )
                    self._density_end(side, [one], "number")
            finally:
                one.remove()
            took = time.monotonic() - began
            told = f"  ✓ {side}: start {sample + 1} of {self.samples}: {seconds:.2f} s"
            told += f" (measured in {took:.1f} s)"
            if left := self.samples - sample - 1:
                told += f"; the others take {duration(took * left)}"
            say(told)

    def speed(self, side: str) -> None:
        """The same public benchmark programs: events, writes and bits per second."""
        if self.results.has("speed", side):
            return
        if self.quick and side == "vm" and self.lab.accelerator == "tcg":
            say("  ! vm: its speed is left out: an emulated processor's says nothing of a real one")
            return
        with stage(f"{side}: processor, disk and network, {self.seconds} s each"):
            text = {"bare": self._bare, "container": self._container, "vm": self._guest}[side]()
        figures = {
            name: float(value)
            for name, value in re.findall(r"\b(cpu|disk|network) ([\d.e+]+)\s", text)
        }
        if set(figures) != {"cpu", "disk", "network"}:
            raise Failure(f"the benchmarks gave no figures on the side {side}:\n{text[-800:]}")
        self.results.add("speed", side, **figures)

    def _bare(self) -> str:
        script = self.lab.folder / "bench"
        script.write_text(BENCH)
        script.chmod(0o755)
        return run(str(script), str(self.seconds), SERVER)

    def _container(self) -> str:
        return run(
            *("docker", "run", "--rm", "--label", LABEL, "--network", NAME, "--ip", address(1)),
            *(f"{NAME}:root", "bench", str(self.seconds), SERVER),
        )

    def _guest(self) -> str:
        # No login on the console: it would hang up on the benchmark, which writes there.
        quiet = "systemd.mask=serial-getty@ttyS0.service"
        guest = Guest(self.lab, 1, f"bench={self.seconds}", f"server={SERVER}", quiet)
        try:
            guest.begin(self.lab.accelerator).wait(ANSWER_LIMIT + 3 * self.seconds)
        except subprocess.TimeoutExpired:
            raise Failure(
                f"the virtual machine was not done in time; its console:\n{guest.tail()}"
            ) from None
        finally:
            text = guest.console.read_text(errors="replace") if guest.console.exists() else ""
            guest.remove()
        return text.replace("\r", "")

    def density(self, side: str) -> None:
        """One more, and one more, until the budget of memory or the number is used up."""
        most = self.most if side == "container" else self.most_guests
        asked = {"what": "density end", "side": side, "budget": self.budget, "most": most}
        if any(asked.items() <= one.items() for one in self.results.known):
            return
        self.results.known = [
            one
            for one in self.results.known
            if one["side"] != side or one["what"] not in ("density", "density end")
        ]
        started: list[Container | Guest] = []
        before, began = available(), time.monotonic()
        why = "number"
        say(f"  … {side}: as many as {self.budget >> 20} MiB hold, {most} at most")
        try:
            for number in range(1, most + 1):
                one = self.sides[side](number)
                started.append(one)
                one.start()
                used = before - available()
                elapsed = time.monotonic() - began
                self.results.add(
                    "density", side, number=number, seconds=round(elapsed, 2), memory=used
                )
                if number % 25 == 0 or side == "vm":
                    room = (self.budget - used) * number / max(used, 1)
                    more = max(0, min(most - number, int(room)))
                    say(
                        f"  … {side}: {number} answer, {used >> 20} of {self.budget >> 20} MiB, "
                        f"room for about {more} more, {duration(more * elapsed / number)}"
                    )
                if used > self.budget:
                    why = "memory"
                    break
            self._density_end(side, started, why)
        finally:
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda one: one.remove(), started))
        say(f"  ✓ {side}: they are gone again ({time.monotonic() - began:.1f} s in all)")

    def _density_end(self, side: str, started: list[Container | Guest], why: str) -> None:
        """Count how many of them answer at the same time."""
        most = self.most if side == "container" else self.most_guests
        answering = sum(answers(one.address) for one in started)
        self.results.add(
            "density end",
            side,
            value=len(started),
            answering=answering,
            why=why,
            budget=self.budget,
            most=most,
        )
        say(f"  ✓ {side}: {len(started)} started, {answering} answer")


def duration(seconds: float) -> str:
    """A time that is only known roughly."""
    return f"about {seconds / 60:.0f} min" if seconds > 90 else f"about {seconds:.0f} s"


def load(one: Container | Guest, seconds: float) -> int:
    """The most memory that an instance takes while four callers ask it as fast as they can."""
    deadline = time.monotonic() + seconds

    def ask() -> None:
        while time.monotonic() < deadline:
            answers(one.address)

    most = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        callers = [pool.submit(ask) for _ in range(4)]
        while time.monotonic() < deadline:
            most = max(most, one.memory())
            time.sleep(0.2)
        for caller in callers:
            caller.result()
    return most


# -- the summary ---------------------------------------------------------------------------------


def summary(results: Results, quick: bool) -> str:
    """What a person wants to know, as a table."""
    mib = 1 << 20
    host = next(one for one in results.known if one["what"] == "host")
    lines = [f"{'':24}{'container':>14}{'virtual machine':>18}"]

    def row(name: str, unit: str, scale: float, what: str, field: str = "value") -> None:
        cells = []
        for side in ("container", "vm"):
            values = results.values(what, side, field)
            cells.append(f"{statistics.median(values) / scale:.2f} {unit}" if values else "-")
        lines.append(f"{name:24}{cells[0]:>14}{cells[1]:>18}")

    row("start", "s", 1, "start")
    row("memory, idle", "MiB", mib, "start", "memory_idle")
    row("memory, under load", "MiB", mib, "start", "memory_busy")
    row("disk, the first", "MiB", mib, "disk first")
    row("disk, each further", "MiB", mib, "start", "disk")
    row("answering at a time", "", 1, "density end", "answering")
    if host["accelerator"] == "tcg":
        lines.append("The guests' processor was emulated: its times say nothing of real ones.")
    if quick:
        lines.append(
            "One sample of a reduced system: do not compare it with the full form's figures."
        )
    return "\n".join(lines)


# -- beginning and end ---------------------------------------------------------------------------


def check(folder: Path, given: argparse.Namespace) -> None:
    """Refuse before anything is begun. Raises Failure."""
    if os.geteuid():
        raise Failure("this makes network bridges and virtual machines: run it as root, with sudo")
    if os.uname().machine != "x86_64":
        raise Failure(f"this compares on x86_64 only; here is {os.uname().machine}")
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if missing:
        raise Failure(f"install first: sudo apt-get install {' '.join(sorted(set(missing)))}")
    free = shutil.disk_usage(folder).free
    if free < DISK_NEED and not (folder / "disk.raw").exists():
        raise Failure(
            f"{folder} has {free >> 20} MiB of disk left; {DISK_NEED >> 20} MiB are needed"
        )
    memory = available() >> 20
    need = max(given.budget, 2 * GUEST_MEMORY) if not given.quick else 2 * GUEST_MEMORY
    if memory < need + 512:
        raise Failure(
            f"{memory} MiB of memory are available; a budget of {need} MiB needs {need + 512} "
            "(choose a smaller one with --budget)"
        )
    # Left over from a run that was killed, the bridge is ours; anything else there is not.
    taken = run("ip", "-4", "route", "show", "root", f"{NET}.0.0/16", check=False)
    if taken and f"dev {BRIDGE} " not in taken:
        raise Failure(
            f"the network {NET}.0.0/16 is in use here: {taken.splitlines()[0].strip()}\n"
            "  choose another one in this file (NET)"
        )
    try:
        run("docker", "version", "--format", "{{.Server.Version}}")
    except Failure as failure:
        raise Failure(f"Docker does not answer: {failure}") from None


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="compare.py",
        description="Measure virtual machines and containers side by side on this host.",
    )
    parser.add_argument("--quick", action="store_true", help="one sample, ten containers")
    parser.add_argument(
        "--folder", type=Path, default=Path("compare"), help="where to work (default: compare)"
    )
    parser.add_argument(
        "--budget",
        type=positive,
        default=4096,
        metavar="MIB",
        help="memory to fill (default: 4096)",
    )
    parser.add_argument(
        "--most",
        type=positive,
        default=1000,
        metavar="N",
        help="instances at a time (default: 1000)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print each figure as a line of JSON, and no table"
    )
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    return parser.parse_args()


@contextlib.contextmanager
def tidied(lab: Lab) -> Iterator[None]:
    """Take everything away at the end, however it comes; first what a killed run has left."""

    def ended(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, ended)
    lab.clear()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with stage("Taking everything away"):
            lab.clear()


def main() -> int:
    given = options()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    lab = Lab(folder, given.quick)
    results_file = folder / ("quick.jsonl" if given.quick else "results.jsonl")
    if given.fresh:
        results_file.unlink(missing_ok=True)
    try:
        check(folder, given)
        with tidied(lab):
            lab.prepare()
            with stage("Trying hardware virtualization"):
                lab.probe()
            results = Results(results_file, aloud=given.json)
            if results.known:
                say(
                    f"  ✓ {len(results.known)} figures are known from before (--fresh forgets them)"
                )
            Plan(lab, results, given).measure()
        if not given.json:
            print(f"\n{summary(results, given.quick)}")
    except Failure as failure:
        say(f"\nError: {failure}")
        return 2
    except KeyboardInterrupt:
        say(f"\nInterrupted. What was measured is kept in {results_file}; run again to go on.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
