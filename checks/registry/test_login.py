"""A registry that asks for a password: who may log in, and where Docker keeps the password."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.guide.problem import ROOT
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    INSTALL_LIMIT,
    answer,
    assert_pushed,
    registry_with_tls,
    start_late,
)

URL = "https://registry.internal"
CA = ("--cacert", "/home/reader/registry-ca/ca.crt")
CONFIG = "/home/reader/.docker/config.json"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The registry with TLS of the page's section before, and the file that the page hands out."""
    there = registry_with_tls(machine)
    machine.put(ROOT / "assets" / "files" / "registry-compose.yaml", "registry-compose.yaml")
    return there


def _login(host: Host) -> tuple[str, ...]:
    """curl's options for the user whom the steps made."""
    password = host.file("/home/reader/login-password").content_string.strip()
    return (*CA, "--user", f"reader:{password}")


def _stored(host: Host) -> dict[str, object]:
    """The registries for which Docker keeps something, and what."""
    auths: dict[str, object] = json.loads(host.file(CONFIG).content_string)["auths"]
    return auths


@pytest.mark.second_host
def test_install_htpasswd(step: StepRun, other: Machine) -> None:
    step.run(limit=INSTALL_LIMIT)
    assert backend.host(other).package("apache2-utils").is_installed


def test_make_password(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    password = host.file("/home/reader/login-password")
    assert (password.user, password.mode) == ("reader", 0o600)
    assert len(bytes.fromhex(password.content_string.strip())) == 16
    # A password that is there already is not written over.
    before = password.content_string
    assert step.again().exit == 1
    assert password.content_string == before
    # Only this file; the shell goes on as before.
    assert str(machine.terminal.run("umask").stdout) == "0002\n" or (
        str(machine.terminal.run("umask").stdout) == "0022\n"
    )


@pytest.mark.second_host
def test_store_hash(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    folder = there.file("/home/reader/registry-auth")
    assert (folder.user, folder.mode) == ("reader", 0o700)
    user, hashed = there.file(f"{folder.path}/htpasswd").content_string.strip().split(":")
    assert user == "reader"
    # bcrypt is the only kind that the registry accepts.
    assert hashed.startswith("$2y$")
    password = host.file("/home/reader/login-password").content_string.strip()
    check = "htpasswd -v -b /home/reader/registry-auth/htpasswd reader %s"
    assert there.run(check, password).rc == 0
    # Another user stays when the step is run again.
    there.check_output(f"echo other:x >> {folder.path}/htpasswd")
    assert step.again().exit == 0
    users = there.file(f"{folder.path}/htpasswd").content_string.split()
    assert [line.partition(":")[0] for line in users] == ["reader", "other"]


@pytest.mark.second_host
def test_send_file(step: StepRun, other: Machine) -> None:
    step.run()
    ours = (ROOT / "assets" / "files" / "registry-compose.yaml").read_text(encoding="utf-8")
    assert backend.host(other).file("/home/reader/registry-compose.yaml").content_string == ours
    # A file that is there already is not written over.
    backend.host(other).check_output("echo own > /home/reader/registry-compose.yaml")
    assert step.again().exit != 0
    file = backend.host(other).file("/home/reader/registry-compose.yaml")
    assert file.content_string == "own\n"
    other.put(ROOT / "assets" / "files" / "registry-compose.yaml", "registry-compose.yaml")


@pytest.mark.second_host
def test_replace(step: StepRun, other: Machine) -> None:
    there = backend.host(other)
    old = there.check_output("docker ps --quiet --no-trunc")
    # A registry whose images are elsewhere would lose them: it stays.
    there.check_output(
        "docker rename registry kept && "
        "docker create --name registry --volume /srv/reg:/var/lib/registry registry:3"
    )
    assert step.again().exit == 1
    there.check_output(
        "docker inspect registry && docker rm registry && docker rename kept registry"
    )
    step.run()
    (name,) = there.check_output("docker ps --all --format '{{.Names}}'").split()
    assert there.check_output("docker ps --quiet --no-trunc") != old
    # In the foreground of Compose's log, the step would not have ended.
    facts = json.loads(there.check_output(f"docker inspect {name}"))[0]
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    mounts = {mount["Destination"]: mount["Source"] for mount in facts["Mounts"]}
    assert mounts["/certs"] == "/home/reader/registry-certs"
    assert mounts["/auth"] == "/home/reader/registry-auth"
    # The images of before are still in it.
    assert "registry" in {mount.get("Name") for mount in facts["Mounts"]}


def test_asks_for_login(step: StepRun, other: Machine) -> None:
    start_late(other, "registry-registry-1")
    result = step.run()
    lines = str(result.stdout).splitlines()
    assert lines[0].split()[1] == "401"
    fields = {line.partition(":")[0].lower(): line.partition(": ")[2] for line in lines[1:]}
    assert fields["www-authenticate"] == 'Basic realm="registry.internal"'
    # The headers are all that was asked for.
    assert "errors" not in str(result.stdout)


def test_log_in(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Login Succeeded" in str(result.stdout)
    assert set(_stored(host)) == {"registry.internal"}
    assert host.file(CONFIG).mode == 0o600


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert_pushed(step, host, URL, "tools:1.0", *_login(host))


def test_log_out(step: StepRun, host: Host) -> None:
    step.run()
    assert _stored(host) == {}
    assert answer(host, f"{URL}/v2/_catalog", *_login(host)) == {"repositories": ["tools"]}


def _users(other: Machine) -> list[str]:
    """The users of the registry, in the order of its file."""
    file = backend.host(other).file("/home/reader/registry-auth/htpasswd")
    return [line.partition(":")[0] for line in file.content_string.split()]


def _started(other: Machine) -> str:
    """When the registry was started last."""
    ask = "docker inspect --format '{{.State.StartedAt}}' registry-registry-1"
    return str(backend.host(other).check_output(ask))


@pytest.mark.second_host
def test_add_user(step: StepRun, host: Host, other: Machine) -> None:
    before = _started(other)
    result = step.run()
    assert "Login Succeeded" in str(result.stdout)
    assert set(_stored(host)) == {"registry.internal"}
    # "other" is from the check of store-hash.
    assert _users(other) == ["reader", "other", "ci"]
    # The registry read the file again by itself.
    assert _started(other) == before
    password = host.file("/home/reader/registry-ci-password")
    assert password.mode == 0o600
    assert len(bytes.fromhex(password.content_string.strip())) == 16
    # A password that is there already is not written over, and nobody's password becomes it.
    kept = password.content_string
    assert step.again().exit == 1
    assert password.content_string == kept


@pytest.mark.second_host
def test_remove_user(step: StepRun, other: Machine) -> None:
    before = _started(other)
    result = step.run(exit=1)
    assert "401 Unauthorized" in str(result.stderr)
    assert _users(other) == ["reader", "other"]
    assert _started(other) == before


def test_forget_user(step: StepRun, host: Host) -> None:
    step.run()
    assert _stored(host) == {}
    assert not host.file("/home/reader/registry-ci-password").exists


def test_no_credentials(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "no basic auth credentials" in str(result.stderr)


def test_wrong_password(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "401 Unauthorized" in str(result.stderr)
    assert "https://registry.internal/v2/" in str(result.stderr)
    assert _stored(host) == {}
