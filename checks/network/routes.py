"""Routes of a host that has more than one of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from testinfra.host import Host


@contextmanager
def second_routes(host: Host) -> Iterator[None]:
    """A second default route and a second network on the first one's interface, after the first."""
    device = host.check_output("ip route show default").split()[4]
    routes = ("default dev docker0 metric 9999", f"203.0.113.0/24 dev {device} metric 9999")
    for route in routes:
        host.check_output(f"ip route add {route}")
    yield
    for route in routes:
        host.check_output(f"ip route delete {route}")
