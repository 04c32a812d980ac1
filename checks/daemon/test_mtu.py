"""A smaller MTU for the default bridge and for networks of one's own."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import OWN, assert_gives_back, assert_merges, process, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)
    done = machine.terminal.check("docker pull busybox", 120)
    assert done.exit == 0, done.text


KEY = "com.docker.network.driver.mtu"
WANTED = {"mtu": 1400, "default-network-opts": {"bridge": {KEY: "1400"}}}


def test_host_mtu(step: StepRun, host: Host) -> None:
    device = host.check_output("ip route show default").split()[4]
    assert step.run().text.strip() == host.check_output(f"cat /sys/class/net/{device}/mtu")


@pytest.mark.stops_containers
def test_set_mtu(step: StepRun, host: Host, machine: Machine) -> None:
    assert_merges(step, host, machine, OWN | WANTED, WANTED, "before-mtu")


def test_see_mtu(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "1400\n1400\nmtu-check\n"
    assert "mtu-check" not in host.check_output("docker network ls")


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    had = {"mtu": 1450, "default-network-opts": {"bridge": {KEY: "1450"}}}
    plain = OWN | {"default-network-opts": {"bridge": {}}}
    assert_gives_back(step, host, machine, OWN | WANTED, "before-mtu", had, plain)
    assert process(host) not in (before, "0")
