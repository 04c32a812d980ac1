"""Deleting from a registry: the name goes at once, the space after a collection."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    answer,
    assert_registry,
    assert_same_image,
    container,
    manifest_digest,
    names_printed,
    start_late,
)

URL = "http://localhost:5001"


def _tags(host: Host) -> set[str]:
    return set(answer(host, f"{URL}/v2/web/tags/list")["tags"])


def _used(step: StepRun) -> int:
    """The KiB that the step printed."""
    assert step.result is not None
    kilobytes, path = str(step.result.stdout).split()
    assert path == "/var/lib/registry"
    return int(kilobytes)


def test_start(step: StepRun, host: Host) -> None:
    step.run()
    assert_registry(
        host,
        "registry-trial",
        ("127.0.0.1", "5001"),
        restart="no",
        environment={"REGISTRY_STORAGE_DELETE_ENABLED": "false", "REGISTRY_LOG_LEVEL": "info"},
    )


def test_fill(step: StepRun, host: Host) -> None:
    result = step.run()
    assert names_printed(str(result.stdout)) == [
        f"{name}:{release}"
        for release in ("1.28", "1.29")
        for name in ("docker.io/library/nginx", "localhost:5001/web")
    ]
    assert _tags(host) == {"1.28", "1.29"}
    for release in ("1.28", "1.29"):
        assert_same_image(host, f"nginx:{release}", f"localhost:5001/web:{release}")


def test_digest(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).strip() == manifest_digest(host, URL, "web:1.28")


@pytest.mark.deletes_data
def test_refused(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).split()[1] == "405"
    assert str(result.stderr) == ""
    assert '"code":"UNSUPPORTED"' in str(result.stdout)
    assert _tags(host) == {"1.28", "1.29"}


def test_allow(step: StepRun, host: Host) -> None:
    step.run()
    assert_registry(
        host,
        "registry-trial",
        ("127.0.0.1", "5001"),
        restart="no",
        environment={"REGISTRY_STORAGE_DELETE_ENABLED": "true", "REGISTRY_LOG_LEVEL": "info"},
    )


def test_still_there(step: StepRun, machine: Machine) -> None:
    start_late(machine, "registry-trial")
    result = step.run()
    assert result.text == '{"name":"web","tags":["1.28","1.29"]}\n'


@pytest.mark.deletes_data
def test_delete(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).split()[1] == "202"
    assert str(result.stderr) == ""
    assert _tags(host) == {"1.29"}


def test_tags(step: StepRun) -> None:
    result = step.run()
    assert result.text == '{"name":"web","tags":["1.29"]}\n'


before: list[int] = []
"""KiB of the registry's data before the collection."""


def test_size_before(step: StepRun, host: Host) -> None:
    step.run(hide={"size": r"^(\d+)\b"})
    before.append(_used(step))
    assert before[0] == int(
        host.check_output("docker exec registry-trial du -sk /var/lib/registry").split()[0]
    )


@pytest.mark.deletes_data
def test_collect(step: StepRun, host: Host) -> None:
    old = container(host, "registry-trial")["State"]["StartedAt"]
    result = step.run()
    said = str(result.stderr) + str(result.stdout)
    assert "Deleting blob: " in said
    assert "level=debug" not in said
    facts = container(host, "registry-trial")
    assert facts["State"]["Running"]
    assert facts["State"]["StartedAt"] != old
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "registry-trial"
    assert host.check_output("docker volume ls --quiet") == "registry-trial"


def test_size_after(step: StepRun, host: Host) -> None:
    step.run(hide={"size": r"^(\d+)\b"})
    # One of two images is gone, with all that the other does not share with it.
    assert _used(step) < before[0] - 1024
    assert _used(step) == int(
        host.check_output("docker exec registry-trial du -sk /var/lib/registry").split()[0]
    )


def test_kept(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Status: Downloaded newer image for localhost:5001/web:1.29" in str(result.stdout)
    assert host.run("docker image inspect localhost:5001/web:1.29").rc == 0
    assert host.run("docker image inspect nginx:1.29").rc != 0


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
    assert host.check_output("docker volume ls --quiet") == ""
    left = host.check_output("docker images --format '{{.Repository}}:{{.Tag}}'").split()
    assert set(left) == {"registry:3"}
