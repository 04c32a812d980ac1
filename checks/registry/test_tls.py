"""A registry on another host, with TLS by a certificate authority of one's own."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import process
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    TRUSTED,
    assert_own_stays,
    assert_pushed,
    assert_registry,
    assert_same_image,
    start_late,
)

URL = "https://registry.internal"
IMAGE = "registry.internal/tools:1.0"
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


def test_authority(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    folder = host.file(FOLDER)
    assert folder.is_directory
    assert (folder.user, folder.mode) == ("reader", 0o700)
    assert str(machine.terminal.run("pwd").stdout).strip() == FOLDER
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
    # An authority that is there already is not written over.
    before = key.content_string
    assert step.again().exit == 1
    assert key.content_string == before


def test_certificate(step: StepRun, host: Host) -> None:
    step.run()
    text = host.check_output(f"openssl req -in {FOLDER}/registry.csr -noout -text -verify")
    assert "DNS:registry.internal" in text
    assert "NIST CURVE: P-256" in text
    subject = host.check_output(f"openssl req -in {FOLDER}/registry.csr -noout -subject")
    assert subject.replace(" = ", "=").endswith("CN=registry.internal")
    key = host.file(f"{FOLDER}/registry.key")
    assert key.content_string.startswith("-----BEGIN PRIVATE KEY-----")
    assert key.mode == 0o600
    proof = f"openssl verify -CAfile {FOLDER}/ca.crt -verify_hostname registry.internal "
    assert host.run(proof + f"{FOLDER}/registry.crt").rc == 0
    assert "DNS:registry.internal" in _certificate(host, "registry.crt", "-ext subjectAltName")
    assert _days(host, "registry.crt") == 825
    own = host.check_output(f"openssl pkey -in {FOLDER}/registry.key -pubout")
    assert own == _certificate(host, "registry.crt", "-pubkey")
    # A key that is there already is not written over.
    before = key.content_string
    assert step.again().exit == 1
    assert key.content_string == before


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
    # Certificates that are there already are not written over.
    before = there.file(f"{folder.path}/registry.key").mtime
    assert step.again().exit == 1
    assert there.file(f"{folder.path}/registry.key").mtime == before


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


def test_trust(step: StepRun, host: Host) -> None:
    # Before, Docker knows nobody who signed it.
    assert "certificate signed by unknown authority" in host.run(f"docker pull {IMAGE}").stderr
    before = process(host)
    step.run()
    trusted = host.file(TRUSTED)
    assert trusted.content_string == host.file(f"{FOLDER}/ca.crt").content_string
    assert (trusted.user, trusted.mode) == ("root", 0o644)
    # No restart is needed.
    assert process(host) == before
    assert_own_stays(step, host)


def test_is_up(step: StepRun, other: Machine) -> None:
    start_late(other, "registry")
    result = step.run()
    assert result.text == '{"repositories":[]}\n'


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert_same_image(host, "busybox:1.37", IMAGE)
    assert_pushed(step, host, URL, "tools:1.0", *CA)


@pytest.mark.second_host
def test_undo(step: StepRun, host: Host, other: Machine) -> None:
    there = backend.host(other)
    # A registry of the reader's own that has the name stays.
    own = "docker create --name registry --volume /srv/certs:/certs registry:3"
    there.check_output(f"docker rename registry kept && {own}")
    container, _, _ = step.step.command.partition("\ncmp ")
    assert step.machine.terminal.run(container).exit == 1
    there.check_output("docker rm --volumes registry && docker rename kept registry")
    step.run()
    assert there.check_output("docker ps --all --quiet") == ""
    assert there.check_output("docker volume ls --quiet") == "registry"
    assert there.file("/home/reader/registry-certs/registry.key").exists
    assert not host.file(TRUSTED).exists
    assert_own_stays(step, host)
    assert host.file(f"{FOLDER}/ca.key").exists
