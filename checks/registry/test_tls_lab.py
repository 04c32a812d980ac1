"""Who does not trust a certificate: Docker without its authority, and under another name."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import process
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import assert_pushed, registry_with_tls

CA = "/etc/docker/certs.d/registry.internal/ca.crt"
OWN_CA = "/home/reader/registry-ca/ca.crt"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry of the page `registry/tls`, with one image."""
    registry_with_tls(machine)


def test_forget_ca(step: StepRun, host: Host) -> None:
    assert host.file(CA).exists
    step.run()
    assert not host.file(CA).exists


def test_refused(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "x509: certificate signed by unknown authority" in str(result.stderr)
    assert "https://registry.internal/v2/" in str(result.stderr)


def test_trust_again(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    assert host.file(CA).content_string == host.file(OWN_CA).content_string
    # No restart is needed.
    assert process(host) == before


def test_push_again(step: StepRun, host: Host) -> None:
    step.run()
    assert_pushed(step, host, "https://registry.internal", "tools:1.0", "--cacert", OWN_CA)


def test_other_name(step: StepRun, host: Host) -> None:
    address = host.check_output("getent ahostsv4 registry.internal").split()[0]
    result = step.run(exit=1, hide={"address": r"(\d+\.\d+\.\d+\.\d+)"})
    said = str(result.stderr)
    assert f"https://{address}/v2/" in said
    assert f"cannot validate certificate for {address}" in said
    assert "it doesn't contain any IP SANs" in said
