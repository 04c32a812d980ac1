"""A setting put in force by a reload, and what the journal says of it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    assert_gives_back,
    assert_merges,
    labels,
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


def test_change_and_reload(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    both = OWN | {"labels": ["rack=7", "site=berlin"]}
    assert_merges(step, host, machine, both, {"labels": ["site=berlin"]}, "before-reload")
    await_true(lambda: labels(host) == {"rack=7", "site=berlin"})
    assert process(host) == before


def test_look_after(step: StepRun) -> None:
    said = str(step.run().stdout)
    assert "Reloaded configuration" in said
    assert "unable to configure" not in said


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    both = {"labels": ["rack=7", "site=berlin"]}
    assert_gives_back(step, host, machine, OWN | both, "before-reload", both)
    await_true(lambda: labels(host) == {"rack=7"})
