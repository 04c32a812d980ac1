"""A private registry on one host, with TLS and a login: set up, tried, listed, taken down."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    INSTALL_LIMIT,
    TRUSTED,
    assert_own_stays,
    assert_same_image,
    container,
    manifest_digest,
    own_login,
    own_name,
    start_late,
)

URL = "https://registry.internal"
HOME = "/home/reader"
CERTIFICATE = f"{HOME}/registry-certs/registry.crt"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The downloaded Compose file, and a name that leads to this host by its own address."""
    own_name(machine)
    machine.put(ROOT / "assets" / "files" / "registry-compose.yaml", "registry-compose.yaml")
    done = machine.terminal.check("rm -rf /etc/docker/certs.d /var/lib/apt/lists/*")
    assert done.exit == 0, done.text


def test_certificate(step: StepRun, host: Host) -> None:
    step.run()
    for name in ("registry-certs", "registry-auth"):
        assert (host.file(f"{HOME}/{name}").user, host.file(f"{HOME}/{name}").mode) == (
            "reader",
            0o700,
        )
    proof = f"openssl verify -CAfile {CERTIFICATE} -verify_hostname registry.internal "
    assert host.run(proof + CERTIFICATE).rc == 0
    facts = host.check_output(f"openssl x509 -in {CERTIFICATE} -noout -text")
    assert "NIST CURVE: P-256" in facts
    assert "CA:TRUE" in facts
    dates = host.check_output(
        'for end in startdate enddate; do date --date "$(openssl x509 -noout -$end -in '
        f'{CERTIFICATE} | cut --delimiter== --fields=2)" +%s; done'
    )
    start, end = (int(line) for line in dates.split())
    assert (end - start) // 86400 == 825
    key = host.file(f"{HOME}/registry-certs/registry.key")
    assert key.content_string.startswith("-----BEGIN PRIVATE KEY-----")
    assert key.mode == 0o600
    # A key that is there already is not written over.
    before = key.content_string
    assert step.again().exit != 0
    assert key.content_string == before


def test_password(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    password = host.file(f"{HOME}/registry-password")
    assert (password.user, password.mode) == ("reader", 0o600)
    assert len(bytes.fromhex(password.content_string.strip())) == 16
    user, hashed = host.file(f"{HOME}/registry-auth/htpasswd").content_string.strip().split(":")
    assert user == "reader"
    # bcrypt is the only kind that the registry accepts.
    assert hashed.startswith("$2y$")
    check = f"htpasswd -v -b {HOME}/registry-auth/htpasswd reader %s"
    assert host.run(check, password.content_string.strip()).rc == 0


def test_up(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    facts = container(host, "registry-registry-1")
    assert facts["State"]["Running"]
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    mounts = {
        mount["Destination"]: mount.get("Name") or mount["Source"] for mount in facts["Mounts"]
    }
    assert mounts == {
        "/var/lib/registry": "registry",
        "/certs": f"{HOME}/registry-certs",
        "/auth": f"{HOME}/registry-auth",
    }


def test_answers(step: StepRun, machine: Machine) -> None:
    start_late(machine, "registry-registry-1")
    # Up, and asking for a password.
    assert step.run().text == "401\n"


def test_trust(step: StepRun, host: Host) -> None:
    # Before, Docker knows nobody who signed it.
    assert "x509: " in host.run("docker pull registry.internal/team/tools:1.0").stderr
    result = step.run()
    trusted = host.file(TRUSTED)
    assert trusted.content_string == host.file(CERTIFICATE).content_string
    assert (trusted.user, trusted.mode) == ("root", 0o644)
    assert "Login Succeeded" in str(result.stdout)
    assert '"registry.internal"' in host.file(f"{HOME}/.docker/config.json").content_string
    assert_own_stays(step, host)


def test_try(step: StepRun, host: Host) -> None:
    result = step.run()
    digest = manifest_digest(host, URL, "team/tools:1.0", *own_login(host))
    said = str(result.stdout)
    assert f"1.0: digest: {digest} size: " in said
    assert "Untagged: registry.internal/team/tools:1.0\n" in said
    assert "newer image for registry.internal/team/tools:1.0" in said
    assert_same_image(host, "busybox:1.37", "registry.internal/team/tools:1.0")


def test_list(step: StepRun) -> None:
    result = step.run()
    assert result.text == '{"repositories":["team/tools"]}\n{"name":"team/tools","tags":["1.0"]}\n'


def test_no_such_tag(step: StepRun) -> None:
    said = str(step.run(exit=1).stderr)
    assert "registry.internal/team/tools:9.9" in said
    assert "not found" in said


def test_undo(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
    assert not host.file("/etc/docker/certs.d/registry.internal").exists
    assert "registry.internal" not in host.file(f"{HOME}/.docker/config.json").content_string
    # The images are there still.
    assert host.check_output("docker volume ls --quiet") == "registry"
    assert_own_stays(step, host)


@pytest.mark.deletes_data
def test_delete_images(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker volume ls --quiet") == ""
