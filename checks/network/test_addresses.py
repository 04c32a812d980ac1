"""Fixed addresses, on the command line and in Compose; and addresses that are refused."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import address, inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "nginx")


def _networks(host: Host) -> set[str]:
    """The networks that there are."""
    return set(host.check_output("docker network ls --format '{{.Name}}'").split())


def test_create(step: StepRun, host: Host) -> None:
    step.run()
    config = host.check_output(
        "docker network inspect --format '{{json .IPAM.Config}}' trial-fixed"
    )
    for part in ('"172.30.9.0/24"', '"172.30.9.128/25"', '"172.30.9.1"'):
        assert part in config


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    assert address(host, "fixed-web", "trial-fixed") == "172.30.9.10"
    # What Docker chooses is in the upper half.
    assert address(host, "fixed-any", "trial-fixed") == "172.30.9.128"
    # A restart keeps the address, and so does one of Docker.
    host.check_output("docker restart fixed-web")
    assert address(host, "fixed-web", "trial-fixed") == "172.30.9.10"


def test_see(step: StepRun) -> None:
    listed = step.run(unordered=True).text.split()
    assert dict(zip(listed[::2], listed[1::2], strict=True)) == {
        "fixed-web": "172.30.9.10/24",
        "fixed-any": "172.30.9.128/24",
    }


def test_again(step: StepRun, host: Host) -> None:
    before = inspect(host, "fixed-web")["Id"]
    step.run()
    assert inspect(host, "fixed-web")["Id"] != before
    assert address(host, "fixed-web", "trial-fixed") == "172.30.9.10"


def test_compose(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[-1] == "172.30.10.10"
    config = "docker network inspect --format '{{json .IPAM.Config}}' trial-addresses_lan"
    for part in ('"172.30.10.0/24"', '"172.30.10.128/25"', '"172.30.10.1"'):
        assert part in host.check_output(config)
    # A directory of this name that is there stays as it is.
    file = "/home/reader/trial-addresses/compose.yaml"
    host.check_output(f"cp {file} /root/compose.yaml && echo own > {file}")
    assert "File exists" in step.again().text
    assert host.file(file).content_string == "own\n"
    host.check_output(f"cp /root/compose.yaml {file}")


def test_taken(step: StepRun, host: Host) -> None:
    assert "Address already in use" in str(step.run(exit=125).stderr)
    # It was created and not started.
    assert "fixed-second" in names(host, "--all")
    assert "fixed-second" not in names(host)


def test_outside(step: StepRun) -> None:
    said = str(step.run(exit=125).stderr)
    assert "no configured subnet" in said
    assert "172.30.99.10" in said


def test_routes(step: StepRun) -> None:
    lines = step.run(unordered=True).text.splitlines()
    assert any(line.startswith("default via ") for line in lines)
    assert "172.30.9.0/24 trial-fixed" in lines
    assert "172.30.10.0/24 trial-addresses_lan" in lines
    assert {"host", "none"}.isdisjoint(lines)
    # Each network has its route.
    assert any(line.startswith("172.30.9.0/24 dev br-") for line in lines)


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert _networks(host) == {"bridge", "host", "none"}
    assert not host.file("/home/reader/trial-addresses").exists
