"""mtu reaches the default bridge only; what reaches networks of one's own."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import DAEMON_JSON, assert_restarted, configured, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

KEY = "com.docker.network.driver.mtu"


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    done = machine.terminal.check("docker pull busybox", 120)
    assert done.exit == 0, done.text


def last(step: StepRun) -> str:
    """The last line that the step prints."""
    return str(step.run().stdout).splitlines()[-1]


def test_own_before(step: StepRun, host: Host) -> None:
    step.run()
    assert "before" in host.check_output("docker network ls --format '{{.Name}}'").split()


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_mtu_alone(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host) == {"mtu": 1400}


def test_default_bridge(step: StepRun) -> None:
    assert last(step) == "1400"


def test_own_network(step: StepRun) -> None:
    assert last(step) == "1500"


def test_one_network(step: StepRun) -> None:
    assert last(step) == "1400"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_both_keys(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host) == {"mtu": 1400, "default-network-opts": {"bridge": {KEY: "1400"}}}


def test_new_network(step: StepRun) -> None:
    assert last(step) == "1400"


def test_older_network(step: StepRun) -> None:
    assert last(step) == "1500"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_remove(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert not host.file(DAEMON_JSON).exists
    names = host.check_output("docker network ls --format '{{.Name}}'").split()
    assert set(names) == {"bridge", "host", "none"}
