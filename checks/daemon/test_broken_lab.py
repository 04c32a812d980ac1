"""Broken settings: how they look, why Docker stays down, and how to come back."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import configured, info, process, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_break_docker(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "Job for docker.service failed" in str(result.stderr)
    assert configured(host) == {"bip": "10.200.0.256/24"}


def test_wait_for_the_end(step: StepRun, host: Host) -> None:
    result = step.run()
    assert set(str(result.stdout).splitlines()) == {"ActiveState=failed", "Result=exit-code"}
    assert process(host) == "0"


def test_ask_client(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "docker.sock" in str(result.stderr)


def test_ask_journal(step: StepRun) -> None:
    result = step.run()
    end, why = str(result.stdout).splitlines()
    assert why.startswith("failed to start daemon")
    assert "10.200.0.256/24" in why
    assert end == "docker.service: Start request repeated too quickly."


@pytest.mark.deletes_data
def test_repair(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.text).endswith("\nconfiguration OK\n")
    assert configured(host) == {"bip": "10.200.0.1/24"}


def test_still_refused(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "Job for docker.service failed" in str(result.stderr)
    assert process(host) == "0"


def test_show_limit(step: StepRun) -> None:
    docker, socket = str(step.run().stdout).strip().split("\n\n")
    assert set(docker.split()) == {"StartLimitIntervalUSec=1min", "StartLimitBurst=3"}
    assert set(socket.split()) == {"StartLimitIntervalUSec=10s", "StartLimitBurst=5"}


def test_reset(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    assert host.service("docker.socket").is_running


def test_see_address(step: StepRun) -> None:
    fields = str(step.run().stdout).split()
    assert fields[0] == "docker0"
    assert fields[2] == "10.200.0.1/24"


@pytest.mark.stops_containers
def test_too_often(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert str(result.stdout).splitlines() == [f"restart {number}" for number in range(1, 5)]
    assert "attempted too often" in str(result.stderr)
    assert process(host) == "0"


def test_reset_again(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    assert info(host)["ServerVersion"]


@pytest.mark.stops_containers
def test_socket_too(step: StepRun, host: Host) -> None:
    result = step.run(exit=1, limit=120)
    assert "A dependency job for docker.service failed" in str(result.stderr)
    why = host.check_output("systemctl show --property=Result --value docker.socket")
    assert why == "start-limit-hit"
    assert process(host) == "0"


def test_reset_both(step: StepRun, host: Host) -> None:
    assert step.run().text == "linux\n"
    assert host.service("docker.socket").is_running
