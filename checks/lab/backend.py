"""testinfra over the lesson's own connection.

testinfra's docker backend starts `docker exec` for every fact: 62 to 76 ms each, and no time limit.
Over the terminal that is open anyway the same fact costs a few milliseconds.
"""

from __future__ import annotations

from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult
from testinfra.host import Host

from checks.lab.machine import Machine


class LabBackend(BaseBackend):  # type: ignore[misc]  # testinfra has no types
    """Runs testinfra's commands as root on the lesson's machine."""

    NAME = "lab"

    def __init__(self, machine: Machine) -> None:
        super().__init__("machine")
        self.machine = machine

    def run(self, command: str, *args: str, **kwargs: Any) -> CommandResult:
        """Run one command. Raises StepTimeout after 30 s."""
        line = self.get_command(command, *args)
        result = self.machine.terminal.check(line)
        return self.result(
            result.exit or 0, self.encode(line), bytes(result.stdout), bytes(result.stderr)
        )

    def get_encoding(self) -> str:
        """The terminal's, which is fixed; testinfra would start a Python in the machine to ask."""
        return "UTF-8"


def host(machine: Machine) -> Host:
    """The machine as testinfra sees it."""
    return Host(LabBackend(machine))
