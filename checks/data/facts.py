"""What the checks of the pages about data ask of Docker."""

from __future__ import annotations

import json

from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


def options(host: Host, name: str) -> dict[str, str]:
    """The options that a volume was made with."""
    return dict(json.loads(host.check_output("docker volume inspect %s", name))[0]["Options"])


def assert_only_read(step: StepRun, place: str) -> None:
    """The step's container that has something at this place, with the same mounts, cannot write
    there."""
    marks = (f":{place}", f"target={place}")
    lines = step.step.command.splitlines()
    (run,) = (line for line in lines if any(mark in line for mark in marks))
    start, image, _ = run.partition(" busybox ")
    wrote = step.machine.terminal.run(f"{start}{image}touch {place}/more")
    assert "Read-only file system" in str(wrote.stderr)


class Volumes:
    """The volumes of the machine, and some of somebody else's that nothing may delete."""

    def __init__(self, machine: Machine) -> None:
        made = machine.terminal.check("docker volume create mine && docker volume create")
        assert made.exit == 0, made.text
        self.bystanders = set(str(made.stdout).split())

    def own(self, host: Host) -> set[str]:
        """All but the bystanders, which must be there."""
        everything = set(host.check_output("docker volume ls --quiet").split())
        assert everything >= self.bystanders
        return everything - self.bystanders
