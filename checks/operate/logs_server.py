"""The second host of the pages on logs: a server on which rsyslog is installed."""

from __future__ import annotations

from testinfra.host import Host

from checks.lab import backend
from checks.lab.machine import Machine

NAME = "logs.internal"
FOLDER = "/var/log/containers/server"
"""Where it keeps what this machine's containers print."""


def log_server(machine: Machine) -> Host:
    """The host `logs.internal`, to be reached with ssh, as testinfra sees it."""
    other = machine.neighbour(NAME)
    done = other.terminal.check(
        "apt-get update && apt-get install --yes --no-install-recommends rsyslog", 180
    )
    assert done.exit == 0, done.text
    return backend.host(other)
