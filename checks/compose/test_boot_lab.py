"""A project that comes back after a reboot of the host, by its restart policy."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import RUNNING, assert_waited, set_up, states
from checks.folder import folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME
from checks.lab.waiting import await_true

HIDE = {"container": r"shop 1.0 on ([0-9a-f]{12})"}


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    set_up(machine)


def test_up(step: StepRun, host: Host) -> None:
    result = step.run(limit=120)
    assert_waited(result)
    lines = str(result.stdout).splitlines()
    assert [line.split()[1] for line in lines[:3]] == ["unless-stopped"] * 3
    assert lines[3] == "enabled"
    assert states(host) == RUNNING


@pytest.mark.stops_containers
def test_reboot(step: StepRun) -> None:
    step.reboot()


def test_back(step: StepRun, host: Host) -> None:
    hide = HIDE | {"each time that curl had to wait": r"\A((?:curl: .*\n)*)\Z"}
    assert str(step.run(limit=120, hide=hide).stdout).startswith("shop 1.0 on ")
    await_true(lambda: states(host) == RUNNING)
    assert folder(step.machine) == f"{HOME}/shop"
