"""The host reboots: with the unit of the page, then with the restart policy alone."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.compose.facts import RUNNING, set_up, states
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.registry.facts import walk


@pytest.fixture(scope="module", autouse=True)
def with_unit(machine: Machine) -> None:
    set_up(machine)
    walk(machine, "compose/boot", "unit")


@pytest.mark.stops_containers
def test_reboot(step: StepRun) -> None:
    step.reboot()


def test_in_order(step: StepRun, host: Host) -> None:
    active, *lines = str(step.run(limit=120).stdout).splitlines()
    assert active == "active"
    assert [line.split()[1] for line in lines] == ["/shop-db-1", "/shop-app-1", "/shop-web-1"]
    assert states(host) == RUNNING
    # It was the unit that started them, not Docker by itself.
    said = host.check_output("journalctl --boot --unit=shop --output=cat")
    assert re.search(r"Container shop-app-1 +Started", said)


def test_without_unit(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    assert not host.service("shop").is_enabled
    assert states(host) == RUNNING


@pytest.mark.stops_containers
def test_reboot_again(step: StepRun) -> None:
    step.reboot()


def test_back(step: StepRun, host: Host) -> None:
    said = step.run(limit=120, hide={"container": r"shop 1.0 on ([0-9a-f]{12})"})
    assert str(said.stdout).startswith("inactive\nshop 1.0 on ")
    await_true(lambda: states(host) == RUNNING)
