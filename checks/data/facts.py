"""What the checks of the pages about data ask of Docker."""

from __future__ import annotations

from testinfra.host import Host

from checks.lab.machine import Machine


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
