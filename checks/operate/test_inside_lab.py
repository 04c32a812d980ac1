"""A service that runs out of shared memory."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def images(machine: Machine) -> None:
    pull(machine, "busybox")


def test_shm_service(step: StepRun, host: Host) -> None:
    step.run(hide={"used": r"shm +64 +(\d+ +\d+ +\d+%)"})
    assert inspect(host, "trial-shm")["HostConfig"]["ShmSize"] == 64 * 1024 * 1024


def test_shm_fails(step: StepRun, host: Host) -> None:
    assert "No space left on device" in step.run(exit=1).text
    assert is_running(host, "trial-shm")


def test_shm_recreate(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "20+0 records out" in result.text
    assert inspect(host, "trial-shm")["HostConfig"]["ShmSize"] == 256 * 1024 * 1024
