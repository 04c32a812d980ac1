"""A credential helper that is named in Docker's settings and not installed."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import registry_with_tls

CONFIG = "/home/reader/.docker/config.json"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry with TLS and a login of the pages before; nobody is logged in."""
    registry_with_tls(machine, "asks-for-login")
    done = machine.terminal.check("rm -rf /home/reader/.docker")
    assert done.exit == 0, done.text
    with_jq(machine)


def _config(host: Host) -> object:
    return json.loads(host.file(CONFIG).content_string)


@pytest.mark.deletes_data
def test_copied_config(step: StepRun, host: Host) -> None:
    step.run()
    assert _config(host) == {"credsStore": "desktop"}
    folder = host.file("/home/reader/.docker")
    assert (folder.user, folder.mode) == ("reader", 0o700)


def test_no_helper(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    said = str(result.stderr)
    assert "docker-credential-desktop" in said
    assert "executable file not found in $PATH" in said
    assert _config(host) == {"credsStore": "desktop"}


def test_take_out(step: StepRun, host: Host) -> None:
    step.run()
    assert _config(host) == {}


def test_log_in_again(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Login Succeeded" in str(result.stdout)
    assert "unencrypted" in str(result.stderr)
    assert set(json.loads(host.file(CONFIG).content_string)["auths"]) == {"registry.internal"}
