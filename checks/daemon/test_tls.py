"""TLS on 2376: certificates, a client with one, one without, one that speaks no TLS."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    SINCE,
    as_if_run,
    assert_merges,
    assert_restarted,
    configured,
    info,
    process,
    settle,
    with_jq,
)
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DOCKER = "repository"  # the distribution's unit reads, and starts, something else

FOLDER = "/home/reader/docker-ca"
TLS = "/etc/docker/tls"
DROP_IN = "/etc/systemd/system/docker.service.d/hosts.conf"
WANTED = {
    "hosts": ["fd://", "tcp://0.0.0.0:2376"],
    "tlsverify": True,
    "tlscacert": f"{TLS}/ca.pem",
    "tlscert": f"{TLS}/server-cert.pem",
    "tlskey": f"{TLS}/server-key.pem",
}


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The host that is to be let in."""
    settle(machine)
    with_jq(machine)
    return machine.neighbour("laptop.internal")


def _certificate(host: Host, name: str, what: str) -> str:
    said = host.check_output(f"openssl x509 -in {FOLDER}/{name} -noout {what}")
    return str(said).replace(" = ", "=")


def _days(host: Host, name: str) -> int:
    """How many days the certificate is valid for."""
    start, end = (
        int(host.check_output("date --date %s +%%s", line.split("=")[1]))
        for line in _certificate(host, name, "-dates").splitlines()
    )
    return (end - start) // 86400


def _assert_pair(host: Host, certificate: str, key: str) -> None:
    """The key belongs to the certificate, is of the named curve, unencrypted and private."""
    own = host.check_output(f"openssl pkey -in {FOLDER}/{key} -pubout")
    assert own.strip() == _certificate(host, certificate, "-pubkey").strip()
    assert "NIST CURVE: P-256" in _certificate(host, certificate, "-text")
    file = host.file(f"{FOLDER}/{key}")
    assert file.content_string.startswith("-----BEGIN PRIVATE KEY-----")
    assert file.mode == 0o600


def _assert_signed(host: Host, certificate: str, purpose: str) -> None:
    """The authority signed it, for this purpose and no other."""
    proof = f"openssl verify -CAfile {FOLDER}/ca.pem -purpose %s {FOLDER}/{certificate}"
    assert host.run(proof, purpose).rc == 0
    other = {"sslserver": "sslclient", "sslclient": "sslserver"}[purpose]
    assert host.run(proof, other).rc != 0
    assert _days(host, certificate) == 825


def _assert_stays(step: StepRun, host: Host, key: str) -> None:
    """The step does not write over a key that is there."""
    before = host.file(f"{FOLDER}/{key}").content_string
    assert step.again().exit != 0
    assert host.file(f"{FOLDER}/{key}").content_string == before


def test_folder(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    folder = host.file(FOLDER)
    assert (folder.user, folder.mode) == ("reader", 0o700)
    assert str(machine.terminal.run("pwd").stdout).strip() == FOLDER


def test_authority(step: StepRun, host: Host) -> None:
    step.run()
    assert _certificate(host, "ca.pem", "-subject") == "subject=CN=Docker CA"
    assert "CA:TRUE" in _certificate(host, "ca.pem", "-ext basicConstraints")
    assert _days(host, "ca.pem") == 3650
    _assert_pair(host, "ca.pem", "ca.key")
    _assert_stays(step, host, "ca.key")
    # Somewhere else, what has the same name is another's.
    terminal = step.machine.terminal
    terminal.run("mkdir ~/mine && cd ~/mine; echo mine > ca.pem")
    step.again()
    assert host.file("/home/reader/mine/ca.pem").content_string == "mine\n"
    terminal.run(f"cd {FOLDER}; rm -r ~/mine")


def test_server(step: StepRun, host: Host) -> None:
    step.run()
    assert _certificate(host, "server-cert.pem", "-subject") == "subject=CN=server.internal"
    assert "DNS:server.internal" in _certificate(host, "server-cert.pem", "-ext subjectAltName")
    _assert_pair(host, "server-cert.pem", "server-key.pem")
    _assert_signed(host, "server-cert.pem", "sslserver")
    _assert_stays(step, host, "server-key.pem")


def test_client(step: StepRun, host: Host) -> None:
    step.run()
    assert _certificate(host, "cert.pem", "-subject") == "subject=CN=laptop"
    _assert_pair(host, "cert.pem", "key.pem")
    _assert_signed(host, "cert.pem", "sslclient")
    _assert_stays(step, host, "key.pem")


def test_put(step: StepRun, host: Host) -> None:
    step.run()
    folder = host.file(TLS)
    assert (folder.user, folder.mode) == ("root", 0o700)
    for name in ("ca.pem", "server-cert.pem", "server-key.pem"):
        put = host.file(f"{TLS}/{name}")
        assert (put.user, put.mode) == ("root", 0o600)
        assert put.content_string == host.file(f"{FOLDER}/{name}").content_string
    # A directory of this name that is there stays as it is.
    assert "File exists" in step.again().text


def test_set_listen(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    assert_merges(step, host, machine, OWN | WANTED, WANTED, "before-tls")
    assert process(host) == before


@pytest.mark.stops_containers
def test_listen(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert host.socket("tcp://2376").is_listening
    start = host.check_output("ps -o args= -C dockerd")
    assert start == "/usr/bin/dockerd --containerd=/run/containerd/containerd.sock"
    assert info(host)["Name"]
    before = process(host)
    assert step.again().exit != 0
    assert process(host) == before


@pytest.mark.second_host
def test_hand_over(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    folder = there.file("/home/reader/.docker")
    assert (folder.user, folder.mode) == ("reader", 0o700)
    for name in ("ca.pem", "cert.pem", "key.pem"):
        copy = there.file(f"{folder.path}/{name}").content_string
        assert copy == host.file(f"{FOLDER}/{name}").content_string
    assert there.file(f"{folder.path}/key.pem").mode == 0o600
    # A key of the other host's own stays, and is named.
    other.terminal.check(f"rm {folder.path}/c*.pem && echo own > {folder.path}/key.pem")
    assert step.again().text.splitlines() == [".docker/key.pem"]
    assert there.check_output(f"ls {folder.path}/*.pem") == f"{folder.path}/key.pem"
    other.terminal.check(f"rm {folder.path}/key.pem")
    assert step.again().exit == 0


@pytest.mark.second_host
def test_served(step: StepRun, host: Host, other: Machine) -> None:
    result = step.run()
    assert str(result.stdout).strip() == info(host)["Name"] != info(backend.host(other))["Name"]


def test_without_certificate(step: StepRun) -> None:
    result = step.run(exit=56)
    assert str(result.stdout) == ""
    assert "certificate required" in str(result.stderr)


def test_without_tls(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "Client sent an HTTP request to an HTTPS server" in str(result.stderr)


def test_other_name(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "certificate is valid for server.internal, not localhost" in str(result.stderr)


def test_nothing_on_2375(step: StepRun, host: Host) -> None:
    result = step.run(exit=7)
    assert "Failed to connect to server.internal port 2375" in str(result.stderr)
    assert not host.socket("tcp://2375").is_listening


@pytest.mark.stops_containers
def test_close(step: StepRun, host: Host, machine: Machine) -> None:
    assert_restarted(step, host)
    assert not host.socket("tcp://2376").is_listening
    assert configured(host) == OWN
    assert not host.file(DROP_IN).exists
    # What the reader had, and a drop-in of his own of this name, is there afterwards.
    host.check_output(f"echo '[Service]' > {DROP_IN}")
    had = {"tlscacert": f"{TLS}/ca.pem"}
    as_if_run(machine, OWN | WANTED | SINCE, "before-tls", OWN | had)
    assert step.again().exit == 0
    assert configured(host) == OWN | had | SINCE
    assert host.file(DROP_IN).content_string == "[Service]\n"
