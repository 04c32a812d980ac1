"""A service that runs out of shared memory."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def images(machine: Machine) -> None:
    pull(machine, "busybox")


def used(host: Host) -> int:
    """How many megabytes of its shared memory the container uses."""
    told = host.check_output("docker exec trial-shm df -m /dev/shm")
    return int(told.splitlines()[-1].split()[2])


def test_shm_service(step: StepRun, host: Host) -> None:
    step.run(hide={"used": r"shm +64 +(\d+ +\d+ +\d+%)"})
    assert inspect(host, "trial-shm")["HostConfig"]["ShmSize"] == 64 * 1024 * 1024
    # What it writes must be there before the next step adds to it.
    await_true(lambda: used(host) == 60)


def test_shm_fails(step: StepRun, host: Host) -> None:
    assert "No space left on device" in step.run(exit=1).text
    assert is_running(host, "trial-shm")


def test_shm_recreate(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[0] == "0"
    assert "20+0 records out" in result.text
    assert inspect(host, "trial-shm")["HostConfig"]["ShmSize"] == 256 * 1024 * 1024
    await_true(lambda: used(host) == 80)
