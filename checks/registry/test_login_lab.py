"""Where Docker keeps the password of a registry, readable, and when it is gone."""

from __future__ import annotations

import base64
import json

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import registry_with_tls

CONFIG = "/home/reader/.docker/config.json"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry of the page `registry/login`, to which the reader is logged in."""
    registry_with_tls(machine, "log-in")


def test_stored(step: StepRun, host: Host) -> None:
    result = step.run(hide={"name and password, in base64": r'"auth": "([^"]+)"'})
    (entry,) = json.loads(str(result.stdout))["auths"].values()
    password = host.file("/home/reader/login-password").content_string.strip()
    assert base64.b64decode(entry["auth"]).decode() == f"reader:{password}"


def test_decoded(step: StepRun, host: Host) -> None:
    result = step.run(hide={"the password": r"^reader:(\S+)"})
    password = host.file("/home/reader/login-password").content_string.strip()
    assert str(result.stdout) == f"reader:{password}"


def test_gone(step: StepRun, host: Host) -> None:
    result = step.run()
    assert json.loads(host.file(CONFIG).content_string)["auths"] == {}
    assert '"auths": {}' in str(result.stdout)
