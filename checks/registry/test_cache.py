"""A pull-through cache: what it keeps, what it does not."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    INSTALL_LIMIT,
    answer,
    assert_added_to_settings,
    assert_registry,
    settings,
    start_late,
    write_settings,
)

CACHE = "http://registry.internal:5000"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host. The first has no /etc/docker yet, which a new installation may lack."""
    done = machine.terminal.check("rm -rf /etc/docker /var/lib/apt/lists/*")
    assert done.exit == 0, done.text
    return machine.neighbour("registry.internal")


def _counts(step: StepRun) -> tuple[int, int]:
    """How many things the cache had fetched, and how many blobs it had delivered."""
    assert step.result is not None
    fetched, delivered = str(step.result.stdout).split()
    return int(fetched), int(delivered)


def _log(other: Machine, line: str) -> int:
    """How many lines of the cache's log say `line`."""
    found = other.terminal.check(f"docker logs hub-cache 2>&1 | grep --count '{line}'")
    return int(str(found.stdout))


@pytest.mark.second_host
def test_start(step: StepRun, other: Machine) -> None:
    step.run()
    assert_registry(
        backend.host(other),
        "hub-cache",
        ("", "5000"),
        environment={"REGISTRY_PROXY_REMOTEURL": "https://registry-1.docker.io"},
    )


def test_is_up(step: StepRun, other: Machine) -> None:
    start_late(other, "hub-cache")
    result = step.run()
    assert result.text == '{"repositories":[]}\n'


def _mirrors(host: Host) -> list[str]:
    """The mirrors that the daemon uses."""
    configured = json.loads(host.check_output("docker info --format '{{json .RegistryConfig}}'"))
    return list(configured["Mirrors"] or [])


def test_install_jq(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    assert host.package("jq").is_installed


def test_use_it(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/docker").mode == 0o755
    assert settings(host) == {"registry-mirrors": [CACHE]}
    assert _mirrors(host) == [f"{CACHE}/"]
    assert_added_to_settings(step, host, "registry-mirrors", "https://own.internal", CACHE)
    # The step has reloaded the other mirror as well.
    assert host.run("systemctl reload docker").rc == 0


def test_pull(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert host.run("docker image inspect nginx:1.29").rc == 0
    # containerd adds ?ns=docker.io for a mirror.
    assert _log(other, "HEAD /v2/library/nginx/manifests/1.29[? ]") >= 1


def test_catalogue(step: StepRun) -> None:
    result = step.run()
    assert result.text == '{"repositories":["library/nginx"]}\n'


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


@pytest.mark.deletes_data
@pytest.mark.second_host
def test_remove(step: StepRun, host: Host, other: Machine) -> None:
    own = {"labels": ["own"], "registry-mirrors": ["https://own.internal"]}
    write_settings(step.machine, {**own, "registry-mirrors": [*own["registry-mirrors"], CACHE]})
    step.run()
    # What the reader has besides is there still.
    assert settings(host) == own
    assert _mirrors(host) == ["https://own.internal/"]
    assert not host.file("/home/reader/daemon.json.new").exists
    there = backend.host(other)
    assert there.check_output("docker ps --all --quiet") == ""
    assert there.check_output("docker volume ls --quiet") == ""
