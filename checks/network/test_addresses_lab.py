"""Routes of a VPN: they leave Docker no subnet, or take a container's addresses away."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import address, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

TITLE = "<title>Welcome to nginx!</title>\n"
TIMED_OUT = 28
"""curl's exit code when its time is up."""


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "nginx")


def _networks(host: Host) -> set[str]:
    """The networks that there are."""
    return set(host.check_output("docker network ls --format '{{.Name}}'").split())


def test_vpn(step: StepRun, host: Host) -> None:
    step.run()
    link = host.check_output("ip address show vpn0")
    assert "inet 10.66.1.1/24 " in link
    # Its other end is up.
    assert "LOWER_UP" in link
    for there in ("9.9.9.9", "192.0.2.1"):
        assert " dev vpn0 " in host.check_output("ip route get %s", there)


def test_first_network(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    said = str(step.run(exit=1).stderr)
    new = "all predefined address pools have been fully subnetted"
    old = "could not find an available, non-overlapping IPv4 address pool"
    assert (new if docker_version >= (28,) else old) in said
    assert _networks(host) == {"bridge", "host", "none"}


def test_own_subnet(step: StepRun, host: Host) -> None:
    step.run()
    assert "shop" in _networks(host)


def test_split(step: StepRun, host: Host) -> None:
    step.run()
    assert address(host, "web", "shop") == "172.30.11.10"
    for there in ("9.9.9.9", "192.0.2.1"):
        assert " dev vpn0 " not in host.check_output("ip route get %s", there)


def test_before(step: StepRun) -> None:
    text = step.run(hide={"bridge": r"dev (br-\w+)"}).text
    assert "172.30.11.10 dev br-" in text
    assert text.endswith(TITLE)


def test_colliding(step: StepRun, host: Host) -> None:
    result = step.run(exit=TIMED_OUT)
    assert "172.30.11.10 dev vpn0" in str(result.stdout)
    assert "timed out" in str(result.stderr)
    assert "172.30.11.0/25 " in host.check_output("ip route show dev vpn0")
    # That is where curl looked for the container.
    assert "172.30.11.10 " in host.check_output("ip neigh show dev vpn0")


def test_remove_lab(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert _networks(host) == {"bridge", "host", "none"}
    assert not host.interface("vpn0").exists
