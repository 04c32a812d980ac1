"""A local network with IPv6, for the lessons about it."""

from __future__ import annotations

from checks.lab.machine import Machine

SERVER, CLIENT = "fd00:1ab::1", "fd00:1ab::2"
"""The addresses of the lesson's machine and of its neighbour."""


def with_ipv6(machine: Machine, address: str) -> None:
    """Give the machine this address. The engine outside switches IPv6 off where it has none."""
    done = machine.terminal.check(
        "sysctl --quiet --write net.ipv6.conf.eth0.disable_ipv6=0"
        f" && ip address add {address}/64 dev eth0 nodad"
    )
    assert done.exit == 0, done.text
