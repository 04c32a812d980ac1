"""Which volumes `docker volume prune` deletes, without --all and with it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.data.facts import Volumes
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The image is there, and two volumes of somebody else's, which no container uses."""
    pull(machine, "redis:8")
    return Volumes(machine)


def test_keep_one(step: StepRun, host: Host, volumes: Volumes) -> None:
    step.run()
    (mount,) = inspect(host, "trial-store")["Mounts"]
    assert inspect(host, "trial-store")["Config"]["Image"] == "redis:8"
    assert (mount["Name"], mount["Destination"]) == ("trial-notes", "/data")
    assert volumes.own(host) == {"trial-notes"}


@pytest.mark.deletes_data
def test_prune_anonymous(step: StepRun, host: Host, volumes: Volumes) -> None:
    before = volumes.own(host)
    nameless, spare, *said = step.run().text.splitlines()
    assert len(nameless) == 64
    assert said[:2] == ["Deleted Volumes:", nameless]
    assert said[-2:] == ["trial-notes", spare]
    assert volumes.own(host) == {*before, spare}


@pytest.mark.deletes_data
def test_prune_all(step: StepRun, host: Host, volumes: Volumes) -> None:
    before = volumes.own(host)
    said = step.run().text.splitlines()
    assert said[:2] == ["Deleted Volumes:", "trial-spare"]
    assert said[-1] == "trial-notes"
    assert volumes.own(host) == before - {"trial-spare"}


@pytest.mark.deletes_data
def test_remove_kept(step: StepRun, host: Host, volumes: Volumes) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert volumes.own(host) == set()
