"""Deleting an image from one's own registry by its digest, and what it took."""

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
)

URL = "https://registry.internal"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry of the page `registry/private`, with one image."""
    private_registry(machine)


def test_ask(step: StepRun) -> None:
    assert step.run().text == '{"name":"team/tools","tags":["1.0"]}\n'


def test_find_digest(step: StepRun, host: Host) -> None:
    digest = manifest_digest(host, URL, "team/tools:1.0", *own_login(host))
    assert step.run().text == f"{digest}\n"


@pytest.mark.deletes_data
def test_delete_image(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout).split()[1] == "202"
    assert str(result.stderr) == ""


def test_tags_left(step: StepRun) -> None:
    # Registry 3 lists an empty repository with no tags.
    assert step.run().text in (
        '{"name":"team/tools","tags":null}\n',
        '{"name":"team/tools","tags":[]}\n',
    )


@pytest.mark.deletes_data
def test_reclaim(step: StepRun, host: Host) -> None:
    old = container(host, "registry-registry-1")["State"]["StartedAt"]
    assert blobs(host, "registry-registry-1")
    result = step.run(limit=INSTALL_LIMIT)
    assert "Deleting blob: " in result.text
    assert "level=debug" not in result.text
    facts = container(host, "registry-registry-1")
    assert facts["State"]["Running"]
    assert facts["State"]["StartedAt"] != old
    # The container of the collection is gone, and so is everything of the only image.
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "registry-registry-1"
    assert blobs(host, "registry-registry-1") == set()
