"""What can be freed without losing anything: old build cache, and images without a name."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.images.facts import has_image
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

TYPES = ["Images", "Containers", "Local", "Build"]


built: dict[str, str] = {}
"""The ids of images that no container uses: a nameless one, one of 1970, and one with a name."""


@pytest.fixture(scope="module", autouse=True)
def make_some(machine: Machine) -> None:
    """They are built here, so that there is something to look at and to free."""
    options = {"new": "", "old": "--build-arg SOURCE_DATE_EPOCH=0", "named": "--tag kept:1"}
    for kind, option in options.items():
        file = f"FROM busybox:1.37\\nRUN echo {kind} > /note\\n"
        made = machine.terminal.check(f"printf '{file}' | docker build --quiet {option} -", 300)
        assert made.exit == 0, made.text
        built[kind] = str(made.stdout).strip()


def _cached(host: Host) -> int:
    """How many records the build cache has."""
    return int(host.check_output("docker system df --format '{{.TotalCount}}' | tail -n 1"))


def test_look(step: StepRun) -> None:
    header, *rows = step.run().text.splitlines()
    assert header.split() == ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
    assert [row.split()[0] for row in rows] == TYPES


def test_see_dangling(step: StepRun) -> None:
    text = step.run().text
    for kind, number in built.items():
        assert (number.removeprefix("sha256:")[:12] in text) == (kind != "named")


@pytest.mark.deletes_data
def test_prune_cache(step: StepRun, host: Host) -> None:
    before = _cached(host)
    assert before > 0
    # Everything is younger than a week, so everything stays.
    assert "0B" in step.run().text
    assert _cached(host) == before
    # It is a limit: with one that has passed, the same command empties the cache.
    now = step.step.command.replace("168h", "1ns")
    assert step.machine.terminal.run(now).exit == 0
    assert _cached(host) < before


@pytest.mark.deletes_data
def test_prune_images(step: StepRun, host: Host) -> None:
    result = step.type("y\n")
    assert "[y/N]" in str(result.stdout)
    # The old store asks when an image was built; containerd's, when its record was made, and the
    # record of what is built here is given the same date.
    assert not has_image(host, built["old"])
    assert has_image(host, built["new"])
    assert has_image(host, "kept:1")


def test_look_again(step: StepRun) -> None:
    assert [row.split()[0] for row in step.run().text.splitlines()[1:]] == TYPES
