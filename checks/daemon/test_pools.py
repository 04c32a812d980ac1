"""Other addresses for Docker's networks, added to the settings that are there."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    SINCE,
    as_if_run,
    assert_gives_back,
    assert_merges,
    assert_restarted,
    configured,
    process,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)


ADDRESSES = {
    "bip": "10.200.0.1/24",
    "default-address-pools": [{"base": "10.201.0.0/16", "size": 24}],
}


DEFAULT = {"bip": "172.17.0.1/16"}


def test_see_addresses(step: StepRun) -> None:
    result = step.run(hide={"address": r"via (\S+)"})
    bridge, route = str(result.stdout).splitlines()
    assert bridge.split() == ["bridge", "172.17.0.0/16"]
    assert route.startswith("default ")


@pytest.mark.stops_containers
def test_set_addresses(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    assert_merges(step, host, machine, OWN | ADDRESSES, ADDRESSES, "before-pools")
    assert process(host) not in (before, "0")


def test_see_docker0(step: StepRun) -> None:
    name, _, *addresses = str(step.run().stdout).split()
    assert (name, addresses) == ("docker0", ["10.200.0.1/24"])


def test_see_new(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[0] == "10.201.0.0/24"
    assert "pool-check" not in host.check_output("docker network ls")


@pytest.mark.stops_containers
def test_undo_bridge(step: StepRun, host: Host, machine: Machine) -> None:
    bridge = "ip -brief -4 address show docker0"
    # A reader who had addresses of his own gets them back.
    had = {"bip": "10.9.0.1/24", "default-address-pools": [{"base": "10.8.0.0/16", "size": 24}]}
    as_if_run(machine, OWN | ADDRESSES | SINCE, "before-pools", OWN | had)
    assert step.again().exit == 0
    assert "10.9.0.1/24" in host.check_output(bridge)
    assert configured(host) == OWN | had | SINCE
    as_if_run(machine, OWN | ADDRESSES | SINCE, "before-pools", OWN)
    assert_restarted(step, host)
    assert "172.17.0.1/16" in host.check_output(bridge)
    assert configured(host) == OWN | DEFAULT | SINCE


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    had = {"bip": "10.9.0.1/24"}
    assert_gives_back(step, host, machine, OWN | DEFAULT, "before-pools", had)
