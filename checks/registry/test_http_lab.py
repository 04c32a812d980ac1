"""A registry on another host, without TLS: refused, allowed, refused again."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import configured, process, settle
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    answer,
    assert_pushed,
    assert_registry,
    assert_same_image,
    secure,
    start_late,
)

REGISTRY = "registry.internal:5000"
URL = f"http://{REGISTRY}"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host. On the first nobody has set anything."""
    settle(machine)
    return machine.neighbour("registry.internal")


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


@pytest.mark.deletes_data
def test_set_exception(step: StepRun, host: Host) -> None:
    step.run()
    assert configured(host) == {"insecure-registries": [REGISTRY]}
    # Writing the file alone changes nothing.
    assert REGISTRY not in secure(host)


def test_reload(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    assert process(host) == before
    assert secure(host)[REGISTRY] is False


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert_pushed(step, host, URL, "tools:1.0")


@pytest.mark.deletes_data
def test_empty_list(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    assert configured(host) == {"insecure-registries": []}
    assert process(host) == before
    assert REGISTRY not in secure(host)


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
