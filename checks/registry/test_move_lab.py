"""An image that was sent to another host: it runs there, and by its id it comes without a name."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import assert_same_image, container, start_late


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host."""
    return machine.neighbour("other.internal")


@pytest.mark.second_host
def test_send_image(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert_same_image(host, "nginx:1.29", "moved-web:1.0", backend.host(other))


@pytest.mark.second_host
def test_run_there(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    facts = container(backend.host(other), "moved-web")
    assert facts["State"]["Running"]
    assert facts["Config"]["Image"] == "moved-web:1.0"
    assert host.check_output("docker ps --all --quiet") == ""


def test_answers(step: StepRun, other: Machine) -> None:
    start_late(other, "moved-web")
    result = step.run()
    lines = str(result.stdout).splitlines()
    assert len(lines) == 4
    assert lines[3] == "<title>Welcome to nginx!</title>"


@pytest.mark.second_host
def test_without_name(step: StepRun, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    # Two images, and only the first one has a name.
    names = there.check_output("docker images --format '{{.Repository}}:{{.Tag}}'").split()
    assert [name for name in names if "<none>" not in name] == ["moved-web:1.0"]
    assert len(set(there.check_output("docker images --all --quiet").split())) == 2


@pytest.mark.second_host
def test_stop_there(step: StepRun, other: Machine) -> None:
    step.run()
    assert backend.host(other).check_output("docker ps --all --quiet") == ""
