"""A base image that gets a new release: what sees it, and what goes on with the old one."""

from __future__ import annotations

import hashlib
import re

import pytest
from testinfra.host import Host

from checks.containers.facts import events, inspect, is_running, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import Output
from checks.operate.facts import typed

SECONDS = {"seconds": r"^#1 (?:DONE )?(\d+\.\d+)"}


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """Images, and the function that the page defines."""
    pull(machine, "registry:3", "busybox")
    typed(machine, "operate/patch", "newer")


def release(host: Host, container: str) -> str:
    """The release of the base in the container."""
    return str(host.check_output("docker exec %s cat /release", container))


def shapes(said: Output) -> list[str]:
    """The lines of what the step prints, with `id` for that of a container or an image."""
    return [re.sub(r"^(sha256:)?[0-9a-f]{64}$", "id", line) for line in str(said).splitlines()]


def test_base(step: StepRun, host: Host) -> None:
    said = step.run(limit=120).stdout
    pushed = [f"localhost:5000/base:{release}" for release in (1, 2)]
    assert shapes(said) == ["id", "id", pushed[0], "id", pushed[1]]
    listed = host.check_output("curl --silent --fail http://localhost:5000/v2/base/tags/list")
    assert '"1"' in listed
    assert '"2"' in listed
    (port,) = inspect(host, "trial-registry")["HostConfig"]["PortBindings"]["5000/tcp"]
    assert port["HostIp"] == "127.0.0.1"


def test_app(step: StepRun, host: Host) -> None:
    assert shapes(step.run(limit=120).stdout) == ["id"] * 3
    assert is_running(host, "trial-app")
    assert release(host, "trial-app") == release(host, "trial-base") == "release 1"


def is_what_1_says(host: Host, release: int) -> bool:
    """Whether the tag `1` leads to this release on the registry."""
    first, wanted = (
        host.check_output(f"docker buildx imagetools inspect --raw localhost:5000/base:{tag}")
        for tag in (1, release)
    )
    # What was no list of platforms before is one with a single entry now.
    return first == wanted or hashlib.sha256(wanted.encode()).hexdigest() in first


def test_published(step: StepRun, host: Host) -> None:
    step.run(hide=SECONDS)
    assert is_what_1_says(host, 2)


def test_seen(step: StepRun) -> None:
    said = set(str(step.run().stdout).splitlines())
    assert "trial-base localhost:5000/base:1: newer" in {line.split(",")[0] for line in said}
    assert "trial-app trial-app: not found on a registry" in said
    assert "trial-registry registry:3: current" in said


def test_without_pull(step: StepRun) -> None:
    assert shapes(step.run(limit=120).stdout) == ["id", "release 1"]


def test_with_pull(step: StepRun) -> None:
    assert shapes(step.run(limit=120).stdout) == ["id", "release 2"]


def test_cached(step: StepRun) -> None:
    assert shapes(step.run(limit=120).stdout) == ["id", "old layer", "id", "made again"]


def test_still_old(step: StepRun, host: Host) -> None:
    assert shapes(step.run().stdout) == ["release 1", "trial-app", "id", "release 2"]
    assert release(host, "trial-app") == "release 2"


def test_upgraded_inside(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).splitlines()[-1]
    # The tag on this host is still the old release: nobody has pulled it.
    assert said == release(host, "trial-base")
    assert said in ("release 1", "release 2")
    assert inspect(host, "trial-base")["Config"]["Image"] == "localhost:5000/base:1"
    # What was done in the container that is gone was done.
    done = events(host, "--filter type=container")
    assert any("sh -c echo release 3 > /release " in line for line in done)


def test_pinned(step: StepRun, host: Host) -> None:
    said = step.run(limit=180, hide=SECONDS).stdout
    assert shapes(said) == ["id", "localhost:5000/base:4", "id", "release 2"]
    assert is_what_1_says(host, 4)
    # All that was made on the way has its name, and nothing but the services is left.
    made = host.check_output("docker image ls --format '{{.Repository}}'").split()
    assert {name for name in made if name.startswith("trial")} == {"trial-app"}
    assert names(host, "--all") == {"trial-registry", "trial-app", "trial-base"}
