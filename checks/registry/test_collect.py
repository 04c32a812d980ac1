"""Collecting garbage in one's own registry while it is stopped."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    INSTALL_LIMIT,
    blobs,
    container,
    manifest_digest,
    own_login,
    private_registry,
    start_late,
)

URL = "https://registry.internal"
NAME = "registry-registry-1"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry of the page `registry/private`, in which another image has taken the tag."""
    private_registry(machine)
    done = machine.terminal.run(
        "docker pull --quiet nginx:1.29 && docker tag nginx:1.29 registry.internal/team/tools:1.0 "
        "&& docker push --quiet registry.internal/team/tools:1.0 "
        "&& docker rmi nginx:1.29 registry.internal/team/tools:1.0",
        INSTALL_LIMIT,
    )
    assert done.exit == 0, done.text


def test_what_would_go(step: StepRun, host: Host) -> None:
    before = blobs(host, NAME)
    result = step.run(limit=INSTALL_LIMIT)
    assert "manifest eligible for deletion: sha256:" in result.text
    assert "level=debug" not in result.text
    assert blobs(host, NAME) == before


@pytest.mark.deletes_data
def test_collect_stopped(step: StepRun, host: Host) -> None:
    old, before = container(host, NAME)["State"]["StartedAt"], blobs(host, NAME)
    step.run(limit=INSTALL_LIMIT)
    facts = container(host, NAME)
    assert facts["State"]["Running"]
    assert facts["State"]["StartedAt"] != old
    assert host.check_output("docker ps --all --format '{{.Names}}'") == NAME
    # The tagged image is there, the other one is not.
    kept = manifest_digest(host, URL, "team/tools:1.0", *own_login(host))
    after = blobs(host, NAME)
    assert kept.removeprefix("sha256:") in after
    assert after < before
    again = step.machine.terminal.run("docker pull --quiet registry.internal/team/tools:1.0")
    assert again.exit == 0, again.text


def test_answers(step: StepRun, machine: Machine) -> None:
    start_late(machine, NAME)
    # Up, and asking for a password.
    assert step.run().text == "401\n"
