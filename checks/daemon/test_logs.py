"""A limit for logs added to the settings that are there."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import OWN, assert_gives_back, assert_merges, process, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

TAG = {"tag": "{{.Name}}"}
LIMIT = {"max-size": "10m", "max-file": "3"}


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)
    done = machine.terminal.check("docker create --name old busybox", 120)
    assert done.exit == 0, done.text


@pytest.mark.stops_containers
def test_set_limit(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    assert_merges(
        step,
        host,
        machine,
        OWN | {"log-driver": "json-file", "log-opts": TAG | LIMIT},
        {"log-driver": "json-file", "log-opts": LIMIT},
        "before-logs",
    )
    assert process(host) not in (before, "0")


def test_see_limit(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout)
    assert said.splitlines()[0] == ("{json-file map[max-file:3 max-size:10m tag:{{.Name}}]}")
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "old"


def test_who_has_none(step: StepRun) -> None:
    assert step.run().text == "/old {json-file map[]}\n"


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    merged = OWN | {"log-driver": "json-file", "log-opts": TAG | LIMIT}
    had = {"log-driver": "json-file", "log-opts": TAG | {"max-size": "50m"}}
    assert_gives_back(step, host, machine, merged, "before-logs", had)
    assert process(host) not in (before, "0")
