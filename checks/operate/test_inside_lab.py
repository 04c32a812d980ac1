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
    said = str(step.run(hide={"used": r"shm +64 +(\d+ +\d+ +\d+%)"}).stdout)
    assert said.splitlines()[-1].split()[:2] == ["shm", "64"]
    assert inspect(host, "trial-shm")["HostConfig"]["ShmSize"] == 64 * 1024 * 1024
    # What it writes must be there before the next step adds to it.
    await_true(lambda: used(host) == 60)
    assert host.run("docker logs trial-shm").stderr == ""


def test_shm_fails(step: StepRun, host: Host) -> None:
    said = step.run(exit=1).text
    assert "error writing '/dev/shm/second': No space left on device" in said
    assert "4+0 records out" in said
    assert is_running(host, "trial-shm")


def test_shm_recreate(step: StepRun, host: Host, machine: Machine) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[0] == "0"
    assert "20+0 records out" in result.text
    assert inspect(host, "trial-shm")["HostConfig"]["ShmSize"] == 256 * 1024 * 1024
    await_true(lambda: used(host) == 80)
    assert host.check_output("docker exec trial-shm ls /dev/shm").split() == ["buffer", "second"]
    assert host.run("docker logs trial-shm").stderr == ""
    # An option of `docker update` would be counted.
    machine.terminal.run("docker() { [ \"$*\" != 'update --help' ] || echo --shm-size; }")
    assert str(step.again().stdout) == "1\n"
    machine.terminal.run("unset -f docker")
