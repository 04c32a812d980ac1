"""Where data stays: in the container, in a named volume, in an anonymous one; and pruning."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx", "redis:8", "registry:3")


def _volumes(host: Host) -> set[str]:
    return set(host.check_output("docker volume ls --quiet").split())


def test_in_the_container(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert str(result.stdout) == "A /note\nnotes\n"
    assert "can't open '/note': No such file or directory" in str(result.stderr)
    assert inspect(host, "notes")["Config"]["Cmd"] == ["cat", "/note"]


def test_volume(step: StepRun, host: Host) -> None:
    assert step.run().text == "notes\nimportant\n"
    assert _volumes(host) == {"notes"}
    # The two containers are gone, the volume is not.
    assert names(host, "--all") == {"notes"}


def test_where(step: StepRun) -> None:
    assert step.run().text == "important\n"


def test_volume_is_filled(step: StepRun, host: Host) -> None:
    listed = step.run().text.split()
    assert "index.html" in listed
    assert set(host.check_output("ls /var/lib/docker/volumes/page/_data").split()) == set(listed)
    assert _volumes(host) == {"notes", "page"}
    assert names(host, "--all") == {"notes"}


def test_in_use(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "volume is in use" in str(result.stderr)
    (mount,) = inspect(host, "store")["Mounts"]
    assert (mount["Type"], mount["Name"], mount["Destination"]) == ("volume", "notes", "/data")


def test_declared(step: StepRun) -> None:
    assert step.run().text == '{"/var/lib/registry":{}}\nnull\n'


def test_anonymous(step: StepRun, host: Host) -> None:
    _, destination, removed, *volumes = step.run().text.split()
    assert (destination, removed) == ("/var/lib/registry", "images")
    # One more than before: it has outlived its container.
    assert len(volumes) == 3
    assert names(host) == {"store"}


def test_with_volumes(step: StepRun, host: Host) -> None:
    _, removed, *volumes = step.run().text.split()
    assert removed == "images"
    assert len(volumes) == 3
    assert names(host) == {"store"}


def test_prune_anonymous(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[-2:] == ["notes", "page"]
    assert _volumes(host) == {"notes", "page"}


def test_prune_all(step: StepRun, host: Host) -> None:
    said = step.run().text.splitlines()
    assert said[:2] == ["Deleted Volumes:", "page"]
    assert said[-1] == "notes"
    assert _volumes(host) == {"notes"}


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert _volumes(host) == set()
