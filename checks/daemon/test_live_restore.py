"""live-restore added to the settings that are there, without a restart."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    assert_gives_back,
    assert_merges,
    assert_not_on_a_swarm,
    info,
    process,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)


def test_turn_on(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.check("mkdir --parents /etc/docker && echo {} > /etc/docker/daemon.json")
    assert_not_on_a_swarm(step, host)
    machine.terminal.check("rm -r /etc/docker")
    before = process(host)
    wanted = {"live-restore": True}
    assert_merges(step, host, machine, OWN | wanted, wanted, "before-live-restore")
    await_true(lambda: info(host)["LiveRestoreEnabled"] is True)
    assert process(host) == before


def test_is_on(step: StepRun) -> None:
    assert step.run().text == "true\n"


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    on, off = {"live-restore": True}, {"live-restore": False}
    assert_gives_back(step, host, machine, OWN | on, "before-live-restore", on, OWN | off)
    await_true(lambda: info(host)["LiveRestoreEnabled"] is False)
    assert process(host) == before
