"""What a pull-through cache keeps, seen with Docker Hub cut off, and what it does not do."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import settle, with_jq
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.registry.facts import answer, mirrors, walk

CACHE = "http://registry.internal:5000"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The cache of the page `registry/cache`, empty, and Docker that uses it."""
    settle(machine)
    with_jq(machine)
    there = machine.neighbour("registry.internal")
    walk(machine, "registry/cache", "use-it")
    await_true(lambda: mirrors(backend.host(machine)) == [f"{CACHE}/"])
    return there


def _counts(step: StepRun) -> tuple[int, int]:
    """How many things the cache had fetched, and how many blobs it had delivered."""
    assert step.result is not None
    fetched, delivered = str(step.result.stdout).split()
    return int(fetched), int(delivered)


def _log(other: Machine, line: str) -> int:
    """How many lines of the cache's log say `line`."""
    found = other.terminal.check(f"docker logs hub-cache 2>&1 | grep --count '{line}'")
    return int(str(found.stdout))


def test_first_pull(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert host.run("docker image inspect nginx:1.29").rc == 0
    # containerd adds ?ns=docker.io for a mirror.
    assert _log(other, "HEAD /v2/library/nginx/manifests/1.29[? ]") >= 1


first: list[tuple[int, int]] = []
"""What the log said after the first pull, to compare the second with."""


@pytest.mark.second_host
def test_log(step: StepRun, other: Machine) -> None:
    step.run()
    first.append(_counts(step))
    fetched, delivered = first[0]
    # At least a manifest, a configuration and a layer; Docker asks for the latter two as blobs.
    assert fetched == _log(other, "Adding new scheduler entry") >= 3
    assert delivered == _log(other, '"GET /v2/library/nginx/blobs/') >= 2


@pytest.mark.second_host
def test_cut_off(step: StepRun, other: Machine) -> None:
    step.run()
    names = other.terminal.check("docker exec hub-cache cat /etc/hosts")
    assert "127.0.0.1 registry-1.docker.io\n" in str(names.stdout)


def test_forget(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker images --quiet") == ""


def test_pull_again(step: StepRun, machine: Machine, host: Host) -> None:
    asked = [answered for answered in machine.sandbox.answers() if "/blobs/" in answered.request]
    step.run()
    assert host.run("docker image inspect nginx:1.29").rc == 0
    # Where Docker Hub is stood in for, its own log says it too: nobody asked it for a blob.
    assert [a for a in machine.sandbox.answers() if "/blobs/" in a.request] == asked


@pytest.mark.second_host
def test_log_again(step: StepRun) -> None:
    step.run()
    fetched, delivered = _counts(step)
    assert fetched == first[0][0]
    assert delivered == 2 * first[0][1]


@pytest.mark.second_host
@pytest.mark.differs(
    zh="这里只有替身里的镜像；真正的 Docker Hub 会列出许多，星数也不同。",
    en="Only what the stand-in has; the real Docker Hub lists many, with other stars.",
)
def test_search(step: StepRun, other: Machine) -> None:
    result = step.run(exit=1)
    header, found, count = str(result.stdout).splitlines()
    assert header.startswith("NAME")
    assert found.split()[0] == "nginx"
    assert count == "0"
    assert _log(other, "/v2/") > 0


def test_push_refused(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stderr) == ""
    (error,) = json.loads(str(result.stdout))["errors"]
    assert error["code"] == "UNSUPPORTED"
    assert answer(host, f"{CACHE}/v2/_catalog") == {"repositories": ["library/nginx"]}
