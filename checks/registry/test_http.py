"""An exception for a registry without TLS: added to the settings, and taken out again."""

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
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.registry.facts import secure

REGISTRY = "registry.internal:5000"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """jq, and no /etc/docker yet, which a new installation may lack."""
    settle(machine)
    with_jq(machine)


def test_allow(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    wanted = {"insecure-registries": [REGISTRY]}
    assert_merges(step, host, machine, OWN | wanted, wanted, "before-http")
    # An exception that was there stays, before the new one.
    has_settings(machine, json.dumps(OWN | {"insecure-registries": ["own.internal"]}))
    assert step.again().exit == 0
    assert configured(host) == OWN | {"insecure-registries": ["own.internal", REGISTRY]}
    await_true(lambda: secure(host).get("own.internal") is False)
    assert secure(host)[REGISTRY] is False
    # No restart was needed.
    assert process(host) == before


def test_is_allowed(step: StepRun) -> None:
    result = step.run()
    lines = set(str(result.stdout).splitlines()) - {""}
    assert lines == {
        "docker.io secure: true",
        "own.internal secure: false",
        f"{REGISTRY} secure: false",
    }


def test_take_back(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    # What the reader has besides is there still, and this address itself where he had it before.
    rest, both = ({"insecure-registries": ["own.internal", *more]} for more in ([], [REGISTRY]))
    assert_gives_back(step, host, machine, OWN | both, "before-http", both, OWN | rest)
    await_true(lambda: REGISTRY not in secure(host))
    assert secure(host)["own.internal"] is False
    assert process(host) == before
