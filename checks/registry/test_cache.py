"""A pull-through cache: started, added to the mirrors that are there, taken out again."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    assert_gives_back,
    assert_merges,
    configured,
    has_settings,
    process,
    settle,
    with_jq,
)
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.registry.facts import assert_registry, mirrors, start_late

CACHE = "http://registry.internal:5000"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host. The first has no /etc/docker yet, which a new installation may lack."""
    settle(machine)
    with_jq(machine)
    return machine.neighbour("registry.internal")


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


def test_use_it(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    wanted = {"registry-mirrors": [CACHE]}
    assert_merges(step, host, machine, OWN | wanted, wanted, "before-cache")
    # A mirror that was there stays, before the new one.
    has_settings(machine, json.dumps(OWN | {"registry-mirrors": ["https://own.internal"]}))
    assert step.again().exit == 0
    assert configured(host) == OWN | {"registry-mirrors": ["https://own.internal", CACHE]}
    await_true(lambda: mirrors(host) == ["https://own.internal/", f"{CACHE}/"])
    assert process(host) == before


def test_pull(step: StepRun, host: Host) -> None:
    step.run()
    assert host.run("docker image inspect hello-world").rc == 0


def test_catalogue(step: StepRun) -> None:
    # What the cache has came by the pull before.
    assert step.run().text == '{"repositories":["library/hello-world"]}\n'


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    # What the reader has besides is there still, and this address itself where he had it before.
    rest, both = ({"registry-mirrors": ["https://own.internal", *more]} for more in ([], [CACHE]))
    assert_gives_back(step, host, machine, OWN | both, "before-cache", both, OWN | rest)
    await_true(lambda: mirrors(host) == ["https://own.internal/"])
    assert process(host) == before


@pytest.mark.deletes_data
@pytest.mark.second_host
def test_remove(step: StepRun, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    assert there.check_output("docker ps --all --quiet") == ""
    assert there.check_output("docker volume ls --quiet") == ""
