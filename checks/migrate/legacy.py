"""The server that the chapter moves: a machine of the lab that stands for the running VM, and an
OVA made of the same files.

Both are made once, from the base that the run has, and kept in the cache folder.
"""

from __future__ import annotations

import fcntl
import io
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from testinfra.host import Host

from checks.lab import backend, cache
from checks.lab.error import LabError, tail
from checks.lab.ground import Assignment
from checks.lab.machine import Machine
from checks.lab.sandbox import packed
from checks.lab.terminal import HOME, USER

NAME = "legacy.internal"
OVA = "legacy.ova"
KEY = "legacy.key"
"""Whoever holds it may log in on the VM that boots from the OVA."""
CHANGED = {"what changed meanwhile": r"\A((?:tar: .*: file changed as we read it\n)*)\Z"}
"""What tar says, or does not say, of the running VM's disk: its database writes now and then."""
_HERE = Path(__file__).parent / "vm"
_LIMIT = 1800.0
"""Seconds for what installs packages or writes disks on a busy host."""
_KEPT = 2
"""How many servers stay in the cache: today's, and the one before."""


def running(machine: Machine) -> Machine:
    """The VM, running, to be reached from `machine` as `ssh legacy.internal`."""
    vm = machine.neighbour(NAME, _image(), _made(machine) / "changed.tar")
    for unit in ("postgresql@17-main", "orders", "nginx", "cron"):
        done = vm.terminal.check(f"systemctl is-active {unit} || systemctl start {unit}")
        assert done.exit == 0, done.text
    asked = "curl --silent --fail --retry 20 --retry-all-errors --retry-delay 1 localhost/orders"
    done = vm.terminal.check(asked)
    assert '"orders": 1000' in str(done.stdout), done.text
    return vm


def bootable(machine: Machine) -> None:
    """Put the OVA there, and the key to the VM that boots from it."""
    exported(machine)
    with (_made(machine) / "key.tar").open("rb") as archive:
        machine.container.put_archive(HOME, archive)
    done = machine.terminal.check(f"chown {USER}: {HOME}/{KEY} && chmod 600 {HOME}/{KEY}")
    assert done.exit == 0, done.text


def seen(vm: Machine) -> Host:
    """The VM as testinfra sees it."""
    return backend.host(vm)


def exported(machine: Machine) -> None:
    """Put the VM's OVA into the reader's home folder."""
    with (_made(machine) / "ova.tar").open("rb") as archive:
        machine.container.put_archive(HOME, archive)
    # udev gives /dev/fuse this mode on a server; the lab's machines have none.
    done = machine.terminal.check(f"chown {USER}: {HOME}/{OVA} && chmod 666 /dev/fuse")
    assert done.exit == 0, done.text


def _image() -> str:
    """The machine without Docker: a VM has none."""
    assignment = Assignment.given()
    assert assignment
    return assignment.ground.machine


def _made(machine: Machine) -> Path:
    """The cache entry: changed.tar, what makes a machine the server, and ova.tar with its OVA."""
    shelf = cache.folder() / "migrate"
    shelf.mkdir(parents=True, exist_ok=True)
    recipe = [path.read_bytes() for path in sorted(_HERE.iterdir())]
    entry = shelf / cache.key(_image(), *recipe)
    # Lessons run side by side; the first makes it.
    with (shelf / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not entry.exists():
            with cache.fresh_entry(entry) as folder:
                _make(machine, folder)
            kept = sorted(shelf.glob("[!.]*/"), key=lambda path: path.stat().st_mtime)
            for old in kept[:-_KEPT]:
                shutil.rmtree(old, ignore_errors=True)
    return entry


def _make(machine: Machine, folder: Path) -> None:
    server = Machine(machine.sandbox, _image(), "legacy-in-the-making.internal")
    given = {"app.py": _HERE / "app.wsgi", "report.py": _HERE / "report"}
    files = {name: path.read_bytes() for name, path in given.items()}
    server.container.put_archive("/root", packed(files))
    _run(server, "provision.sh", "/root")
    _fetch(server, "/root/changed.tar", folder / "changed.tar")
    server.terminal.check("rm /root/changed.tar; systemctl poweroff --no-block")
    server.container.wait(timeout=60)
    maker = Machine(machine.sandbox, _image(), "disk-in-the-making.internal")
    place = "/var/lib/docker/disk"
    maker.terminal.check(f"mkdir {place}")
    tree = folder / "tree.tar"
    with tree.open("wb") as out:
        out.writelines(cast("Iterator[bytes]", server.container.export()))
    with tarfile.open(folder / "packed.tar", "w") as archive:
        archive.add(tree, "tree.tar")
    tree.unlink()
    with (folder / "packed.tar").open("rb") as file:
        maker.container.put_archive(place, file)
    (folder / "packed.tar").unlink()
    _run(maker, "ova.sh", place)
    for name, made in (("ova.tar", OVA), ("key.tar", KEY)):
        with (folder / name).open("wb") as out:
            out.writelines(_archive(maker, f"{place}/{made}"))
    for one in (server, maker):
        one.terminal.close()
        if one.state() == "running":
            one.container.kill()


def _run(machine: Machine, script: str, place: str) -> None:
    """Run a script of ours as root in the folder `place` of a machine. Raises LabError."""
    scripts = {path.name: path.read_bytes() for path in _HERE.glob("*.sh")}
    machine.container.put_archive("/root", packed(scripts))
    gone = "cd /root && rm -f " + " ".join(scripts)
    command = f"cd {place} && bash /root/{script}; code=$?; {gone}; exit $code"
    done = machine.terminal.check(f"({command})", _LIMIT)
    if done.exit:
        raise LabError(
            f"checks/migrate/vm/{script} failed:{tail(done.text[-1500:], 30)}",
            "If a package could not be fetched, check the network and run again.",
        )


def _archive(machine: Machine, path: str) -> Iterator[bytes]:
    """A file of a machine as a tar archive, in pieces."""
    return machine.container.get_archive(path)[0]


def _fetch(machine: Machine, path: str, target: Path) -> None:
    """Copy a file of a machine."""
    stream = io.BytesIO(b"".join(_archive(machine, path)))
    with tarfile.open(fileobj=stream) as archive:
        member = archive.next()
        assert member
        source = archive.extractfile(member)
        assert source
        with target.open("wb") as out:
            shutil.copyfileobj(source, out)
