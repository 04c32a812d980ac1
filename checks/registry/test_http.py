"""A registry on another host, without TLS: refused, allowed, refused again."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import process
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    INSTALL_LIMIT,
    answer,
    assert_added_to_settings,
    assert_pushed,
    assert_registry,
    assert_same_image,
    settings,
    start_late,
    write_settings,
)

REGISTRY = "registry.internal:5000"
URL = f"http://{REGISTRY}"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host. The first has no /etc/docker yet, which a new installation may lack."""
    done = machine.terminal.check("rm -rf /etc/docker /var/lib/apt/lists/*")
    assert done.exit == 0, done.text
    return machine.neighbour("registry.internal")


def _secure(host: Host) -> dict[str, bool]:
    """The registries that the daemon knows by name, and whether it demands TLS of them."""
    configured = json.loads(host.check_output("docker info --format '{{json .RegistryConfig}}'"))
    return {name: index["Secure"] for name, index in configured["IndexConfigs"].items()}


@pytest.mark.second_host
def test_start(step: StepRun, other: Machine) -> None:
    step.run()
    assert_registry(backend.host(other), "registry", ("", "5000"))


def test_is_up(step: StepRun, other: Machine) -> None:
    start_late(other, "registry")
    result = step.run()
    assert result.text == '{"repositories":[]}\n'


def test_tag(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "docker.io/library/busybox:1.37\n"
    assert_same_image(host, "busybox:1.37", f"{REGISTRY}/tools:1.0")


def test_refused(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "http: server gave HTTP response to HTTPS client" in str(result.stderr)
    assert f"https://{REGISTRY}/v2/" in str(result.stderr)
    assert answer(host, f"{URL}/v2/_catalog") == {"repositories": []}


def test_install_jq(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    assert host.package("jq").is_installed


def test_allow(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/docker").mode == 0o755
    assert settings(host) == {"insecure-registries": [REGISTRY]}
    assert_added_to_settings(step, host, "insecure-registries", "own.internal", REGISTRY)
    # Writing the file alone changes nothing.
    assert REGISTRY not in _secure(host)


def test_validate(step: StepRun) -> None:
    result = step.run()
    assert result.text == "configuration OK\n"


def test_reload(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    assert process(host) == before
    assert _secure(host)[REGISTRY] is False


def test_is_allowed(step: StepRun, host: Host) -> None:
    result = step.run()
    lines = set(str(result.stdout).splitlines()) - {""}
    assert lines == {"docker.io secure: true", f"{REGISTRY} secure: false"}


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert_pushed(step, host, URL, "tools:1.0")


def test_take_back(step: StepRun, host: Host) -> None:
    before = process(host)
    own = {"labels": ["own"], "insecure-registries": ["own.internal"]}
    write_settings(step.machine, {**own, "insecure-registries": ["own.internal", REGISTRY]})
    step.run()
    # What the reader has besides is there still; no restart was needed.
    assert settings(host) == own
    assert process(host) == before
    assert REGISTRY not in _secure(host)
    assert not host.file("/home/reader/daemon.json.new").exists


def test_refused_again(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "http: server gave HTTP response to HTTPS client" in str(result.stderr)
    assert f"https://{REGISTRY}/v2/" in str(result.stderr)


@pytest.mark.second_host
def test_remove(step: StepRun, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    assert there.check_output("docker ps --all --quiet") == ""
    assert there.check_output("docker volume ls --quiet") == "registry"
