"""What a host says whose kernel has no NFS client."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import pull
from checks.data.facts import Volumes, options
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The image is there, and two volumes of somebody else's."""
    pull(machine, "busybox")
    return Volumes(machine)


def test_no_client(step: StepRun, host: Host, volumes: Volumes) -> None:
    said = str(step.run(exit=125).stderr)
    assert "failed to mount local volume" in said
    assert "no such device" in said
    assert volumes.own(host) == {"trial-nfs"}
    assert options(host, "trial-nfs") == {
        "type": "nfs",
        "o": "addr=127.0.0.1,rw,hard,nfsvers=4.2",
        "device": ":/export/web",
    }


def test_which_file_systems(step: StepRun) -> None:
    assert step.run(exit=1).text == "0\n"


def test_remove_volume(step: StepRun, host: Host, volumes: Volumes) -> None:
    step.run()
    assert volumes.own(host) == set()
