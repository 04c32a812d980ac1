"""Small disks of the kinds that fuse2fs cannot read: LVM, LUKS, XFS whose log is not empty."""

from __future__ import annotations

from pathlib import Path

from checks.lab.error import LabError, tail
from checks.lab.machine import Machine
from checks.lab.terminal import USER

_SCRIPT = Path(__file__).with_name("disks.sh")


def laid_down(machine: Machine, folder: str) -> None:
    """Make lvm.raw, luks.raw with luks.key, and xfs.raw in a folder of the machine, which has the
    packages of `migrate/disk.lab`. Raises LabError."""
    machine.put(_SCRIPT, "disks.sh")
    done = machine.terminal.check(
        f"(cd {folder} && bash /home/{USER}/disks.sh); code=$?; rm /home/{USER}/disks.sh; "
        f"chown {USER}: {folder}/*; exit $code",
        300,
    )
    if done.exit:
        raise LabError(
            f"checks/migrate/disks.sh failed:{tail(done.text[-1500:], 30)}",
            "See what is wrong: nox -s verify -- --keep migrate/disk.lab",
        )
