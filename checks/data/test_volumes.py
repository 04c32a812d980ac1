"""Where data stays: in the container, in a named volume, in an anonymous one; and pruning."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

BYSTANDERS: set[str] = set()
"""Volumes that the page did not make: nothing may delete them."""


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there, and two volumes of somebody else's, which no container uses."""
    pull(machine, "busybox", "nginx", "redis:8", "registry:3")
    made = machine.terminal.check("docker volume create mine && docker volume create")
    assert made.exit == 0, made.text
    BYSTANDERS.update(str(made.stdout).split())


def _volumes(host: Host) -> set[str]:
    """All but the bystanders', which must be there."""
    everything = set(host.check_output("docker volume ls --quiet").split())
    assert everything >= BYSTANDERS
    return everything - BYSTANDERS


def test_in_the_container(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert str(result.stdout) == "A /note\ntrial-notes\n"
    assert "can't open '/note': No such file or directory" in str(result.stderr)
    assert inspect(host, "trial-notes")["Config"]["Cmd"] == ["cat", "/note"]


def test_volume(step: StepRun, host: Host) -> None:
    assert step.run().text == "trial-notes\nimportant\n"
    assert _volumes(host) == {"trial-notes"}
    # The two containers are gone, the volume is not.
    assert names(host, "--all") == {"trial-notes"}


def test_where(step: StepRun) -> None:
    assert step.run().text == "important\n"


def test_volume_is_filled(step: StepRun, host: Host) -> None:
    listed = step.run().text.split()
    assert "index.html" in listed
    there = host.check_output("ls /var/lib/docker/volumes/trial-page/_data")
    assert set(there.split()) == set(listed)
    assert _volumes(host) == {"trial-notes", "trial-page"}
    assert names(host, "--all") == {"trial-notes"}


def test_in_use(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "volume is in use" in str(result.stderr)
    (mount,) = inspect(host, "trial-store")["Mounts"]
    assert (mount["Type"], mount["Name"], mount["Destination"]) == (
        "volume",
        "trial-notes",
        "/data",
    )


def test_declared(step: StepRun) -> None:
    assert step.run().text == '{"/var/lib/registry":{}}\nnull\n'


def test_anonymous(step: StepRun, host: Host) -> None:
    _, destination, removed, volume = step.run().text.split()
    assert (destination, removed) == ("/var/lib/registry", "trial-registry")
    # It has outlived its container.
    assert _volumes(host) == {"trial-notes", "trial-page", volume}
    assert len(volume) == 64
    assert names(host) == {"trial-store"}


@pytest.mark.deletes_data
def test_with_volumes(step: StepRun, host: Host) -> None:
    before = _volumes(host)
    _, removed, *volumes = step.run().text.split()
    assert (removed, volumes) == ("trial-registry", [])
    assert _volumes(host) == before
    assert names(host) == {"trial-store"}


def test_prune_anonymous(step: StepRun, host: Host) -> None:
    before = _volumes(host)
    nameless, spare, *said = step.run().text.splitlines()
    assert len(nameless) == 64
    assert said[:2] == ["Deleted Volumes:", nameless]
    assert said[-2:] == ["trial-notes", spare]
    assert _volumes(host) == {*before, spare}


def test_prune_all(step: StepRun, host: Host) -> None:
    before = _volumes(host)
    said = step.run().text.splitlines()
    assert said[:2] == ["Deleted Volumes:", "trial-spare"]
    assert said[-1] == "trial-notes"
    assert _volumes(host) == before - {"trial-spare"}


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert _volumes(host) == set()
