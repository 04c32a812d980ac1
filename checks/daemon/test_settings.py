"""Which files hold settings, a label added, and the keys that are in force."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    assert_merges,
    configured,
    labels,
    process,
    settle,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.registry.facts import INSTALL_LIMIT

DOCKER = "repository"  # the distribution's unit reads, and starts, something else


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def test_show_unit(step: StepRun, host: Host) -> None:
    result = step.run()
    path = host.check_output("systemctl show --property=FragmentPath --value docker")
    lines = str(result.stdout).splitlines()
    assert lines[0] == f"# {path}"
    starts = [line for line in lines if line.startswith("ExecStart=")]
    assert starts == [
        "ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"
    ]
    assert not any(line.startswith("EnvironmentFile=") for line in lines)


def test_install_jq(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    assert host.package("jq").is_installed


def test_add_label(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    both = OWN | {"labels": ["rack=7", "site=berlin"]}
    assert_merges(step, host, machine, both, {"labels": ["site=berlin"]}, "before-label")
    await_true(lambda: labels(host) == {"rack=7", "site=berlin"})
    assert process(host) == before


def test_see_label(step: StepRun) -> None:
    assert set(step.run().text.strip("[]\n").split()) == {"rack=7", "site=berlin"}


def test_see_keys(step: StepRun) -> None:
    assert json.loads(str(step.run().stdout)) == OWN | {"labels": ["rack=7", "site=berlin"]}


def test_in_force(step: StepRun) -> None:
    [line] = str(step.run().stdout).splitlines()
    assert "site=berlin" in line
    assert "shutdown-timeout" in line


def test_undo(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: labels(host) == {"rack=7"})
    assert configured(host) == OWN
