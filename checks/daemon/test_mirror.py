"""A mirror added to the settings that are there, seen, tried and taken out again."""

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
    info,
    process,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The host on which a mirror runs."""
    settle(machine)
    with_jq(machine)
    other = machine.neighbour("mirror.internal")
    done = other.terminal.check(
        "docker run --detach --name mirror --publish 5000:5000 "
        "--env REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io registry:3",
        120,
    )
    assert done.exit == 0, done.text
    answers = "curl --fail --silent http://mirror.internal:5000/v2/"
    await_true(lambda: machine.terminal.check(answers).exit == 0)
    return other


MIRROR = "http://mirror.internal:5000"


def test_answers(step: StepRun) -> None:
    assert step.run().text == "200\n"


def test_add_mirror(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    wanted = {"registry-mirrors": [MIRROR]}
    assert_merges(step, host, machine, OWN | wanted, wanted, "before-mirror")
    await_true(lambda: info(host)["RegistryConfig"]["Mirrors"] == [f"{MIRROR}/"])
    assert process(host) == before
    # A mirror that was there stays, before the new one.
    has_settings(machine, json.dumps({"registry-mirrors": ["https://first.internal"]}))
    assert step.again().exit == 0
    assert configured(host) == {"registry-mirrors": ["https://first.internal", MIRROR]}
    has_settings(machine, json.dumps(OWN | wanted))
    machine.terminal.check("systemctl reload docker")
    await_true(lambda: info(host)["RegistryConfig"]["Mirrors"] == [f"{MIRROR}/"])


def test_see_mirrors(step: StepRun) -> None:
    assert step.run().text == f"[{MIRROR}/]\n"


def test_try_pull(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert host.run("docker image inspect hello-world").rc == 0
    asked = "docker logs mirror 2>&1 | grep --count ' /v2/library/hello-world/'"
    assert int(str(other.terminal.check(asked).stdout)) > 0


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    first, both = (
        {"registry-mirrors": ["https://first.internal", *more]} for more in ([], [MIRROR])
    )
    assert_gives_back(step, host, machine, OWN | both, "before-mirror", both, OWN | first)
    await_true(lambda: info(host)["RegistryConfig"]["Mirrors"] == ["https://first.internal/"])
