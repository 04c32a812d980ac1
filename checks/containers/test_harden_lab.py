"""Root in a container that mounts the host's file system is root on the host."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "busybox")


def test_root_on_the_host(step: StepRun, host: Host) -> None:
    said = step.run(hide={"date": r"root root 0 (\w+ +\d+ [\d:]+)"}).text.splitlines()
    assert said[0] == "root 640 /host/etc/shadow"
    assert said[1].startswith("-rw-r--r-- 1 root root 0 ")
    assert host.file("/root/i-was-here").user == "root"


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.file("/root/i-was-here").exists
