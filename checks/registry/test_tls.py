"""A registry on another host, with TLS: a certificate authority of one's own, and who trusts it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import process
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import assert_pushed, assert_registry, assert_same_image, start_late

URL = "https://registry.internal"
FOLDER = "/home/reader/registry-ca"
CA = ("--cacert", f"{FOLDER}/ca.crt")


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host. The first has no /etc/docker/certs.d."""
    done = machine.terminal.check("rm -rf /etc/docker/certs.d")
    assert done.exit == 0, done.text
    return machine.neighbour("registry.internal")


def _certificate(host: Host, name: str, what: str) -> str:
    return str(host.check_output(f"openssl x509 -in {FOLDER}/{name} -noout {what}"))


def _days(host: Host, name: str) -> int:
    """How many days the certificate is valid for."""
    dates = _certificate(host, name, "-dates").splitlines()
    start, end = (
        int(host.check_output("date --date %s +%%s", line.split("=")[1])) for line in dates
    )
    return (end - start) // 86400


def test_folder(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    # An authority that is there already is not written over.
    assert step.again().exit == 1
    folder = host.file(FOLDER)
    assert folder.is_directory
    assert (folder.user, folder.mode) == ("reader", 0o700)
    assert str(machine.terminal.run("pwd").stdout).strip() == FOLDER


def test_authority(step: StepRun, host: Host) -> None:
    step.run()
    assert _certificate(host, "ca.crt", "-subject").endswith("CN=Registry CA") or (
        "CN = Registry CA" in _certificate(host, "ca.crt", "-subject")
    )
    assert "CA:TRUE" in _certificate(host, "ca.crt", "-ext basicConstraints")
    assert "NIST CURVE: P-256" in _certificate(host, "ca.crt", "-text")
    assert _days(host, "ca.crt") == 3650
    key = host.file(f"{FOLDER}/ca.key")
    assert key.content_string.startswith("-----BEGIN PRIVATE KEY-----")
    assert key.mode == 0o600
    own = host.check_output(f"openssl pkey -in {FOLDER}/ca.key -pubout")
    assert own == _certificate(host, "ca.crt", "-pubkey")


def test_request(step: StepRun, host: Host) -> None:
    step.run()
    text = host.check_output(f"openssl req -in {FOLDER}/registry.csr -noout -text -verify")
    assert "DNS:registry.internal" in text
    assert "NIST CURVE: P-256" in text
    subject = host.check_output(f"openssl req -in {FOLDER}/registry.csr -noout -subject")
    assert subject.replace(" = ", "=").endswith("CN=registry.internal")
    key = host.file(f"{FOLDER}/registry.key")
    assert key.content_string.startswith("-----BEGIN PRIVATE KEY-----")
    assert key.mode == 0o600


def test_sign(step: StepRun, host: Host) -> None:
    step.run()
    proof = f"openssl verify -CAfile {FOLDER}/ca.crt -verify_hostname registry.internal "
    assert host.run(proof + f"{FOLDER}/registry.crt").rc == 0
    assert "DNS:registry.internal" in _certificate(host, "registry.crt", "-ext subjectAltName")
    assert _days(host, "registry.crt") == 825
    own = host.check_output(f"openssl pkey -in {FOLDER}/registry.key -pubout")
    assert own == _certificate(host, "registry.crt", "-pubkey")


def test_look(step: StepRun) -> None:
    result = step.run()
    lines = [line.strip().replace(" = ", "=") for line in str(result.stdout).splitlines()]
    assert lines == [
        "issuer=CN=Registry CA",
        "X509v3 Subject Alternative Name:",
        "DNS:registry.internal",
    ]


@pytest.mark.second_host
def test_hand_over(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    folder = there.file("/home/reader/registry-certs")
    assert (folder.user, folder.mode) == ("reader", 0o700)
    assert sorted(there.check_output(f"ls {folder.path}").split()) == [
        "registry.crt",
        "registry.key",
    ]
    for name in ("registry.crt", "registry.key"):
        copy = there.file(f"{folder.path}/{name}")
        assert copy.content_string == host.file(f"{FOLDER}/{name}").content_string
    assert there.file(f"{folder.path}/registry.key").mode == 0o600


@pytest.mark.second_host
def test_start(step: StepRun, other: Machine) -> None:
    step.run()
    assert_registry(
        backend.host(other),
        "registry",
        ("", "443"),
        environment={
            "REGISTRY_HTTP_TLS_CERTIFICATE": "/certs/registry.crt",
            "REGISTRY_HTTP_TLS_KEY": "/certs/registry.key",
        },
        binds={"/home/reader/registry-certs": "/certs"},
    )


def test_is_up(step: StepRun, other: Machine) -> None:
    start_late(other, "registry")
    result = step.run()
    assert result.text == '{"repositories":[]}\n'


def test_tag(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "docker.io/library/busybox:1.37\n"
    assert_same_image(host, "busybox:1.37", "registry.internal/tools:1.0")


def test_refused(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "x509: certificate signed by unknown authority" in str(result.stderr)
    assert "https://registry.internal/v2/" in str(result.stderr)


def test_trust(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    trusted = host.file("/etc/docker/certs.d/registry.internal/ca.crt")
    assert trusted.content_string == host.file(f"{FOLDER}/ca.crt").content_string
    assert (trusted.user, trusted.mode) == ("root", 0o644)
    # No restart is needed.
    assert process(host) == before


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert_pushed(step, host, URL, "tools:1.0", *CA)


def test_other_name(step: StepRun, host: Host) -> None:
    address = host.check_output("getent ahostsv4 registry.internal").split()[0]
    result = step.run(exit=1, hide={"address": r"(\d+\.\d+\.\d+\.\d+)"})
    said = str(result.stderr)
    assert f"https://{address}/v2/" in said
    assert f"cannot validate certificate for {address}" in said
    assert "it doesn't contain any IP SANs" in said
