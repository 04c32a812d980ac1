"""Docker's passwords in a store of their own, encrypted."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import INSTALL_LIMIT, assert_pushed, registry_with_tls

CONFIG = "/home/reader/.docker/config.json"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry with TLS and a login of the page's sections before; nobody is logged in."""
    registry_with_tls(machine, "asks-for-login")
    done = machine.terminal.check("rm -rf /home/reader/.docker")
    assert done.exit == 0, done.text
    with_jq(machine)


def test_install(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    for name in ("pass", "golang-docker-credential-helpers"):
        assert host.package(name).is_installed
    # Which pass recommends and this page does not need.
    assert not host.package("qrencode").is_installed


def test_make_key(step: StepRun, host: Host) -> None:
    step.run(hide={"revocation certificate": r"revocs.d/(\w+)\.rev", "key": r"key (\w{16}) marked"})
    keys = host.check_output("sudo -u reader -H gpg --list-secret-keys --with-colons")
    assert ":registry-login:" in keys
    store = host.file("/home/reader/.password-store/.gpg-id")
    assert store.content_string == "registry-login\n"
    # A store that is there already keeps its key.
    host.check_output(f"echo own > {store.path}")
    assert step.again().exit == 0
    assert store.content_string == "own\n"
    host.check_output(f"echo registry-login > {store.path}")


HELPER = {"credHelpers": {"registry.internal": "pass"}}
KEPT = f"{CONFIG}.before-helper"
OWN = {"detachKeys": "ctrl-x", "auths": {"own.internal": {"auth": "YTpi"}}}
"""Settings of a reader's own, and a login that he has already."""


def test_use_helper(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    assert json.loads(host.file(CONFIG).content_string) == HELPER
    assert host.file(CONFIG).mode == 0o600
    folder = host.file("/home/reader/.docker")
    assert (folder.user, folder.mode) == ("reader", 0o700)
    # Where the reader has settings of his own, they stay, and a copy of them.
    machine.terminal.run(f"echo '{json.dumps(OWN)}' > ~/.docker/config.json")
    machine.terminal.run(f"rm {KEPT}")
    for _ in range(2):
        assert step.again().exit == 0
        assert json.loads(host.file(CONFIG).content_string) == OWN | HELPER
        assert json.loads(host.file(KEPT).content_string) == OWN
    # What cannot be read is left as it is.
    machine.terminal.run("echo '{' > ~/.docker/config.json")
    assert step.again().exit != 0
    assert host.file(CONFIG).content_string == "{\n"
    machine.terminal.run(f"echo '{json.dumps(OWN | HELPER)}' > ~/.docker/config.json")


def test_log_in(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Login Succeeded" in str(result.stdout)
    assert "unencrypted" not in str(result.stderr)
    # The helper's secret is a file of pass, which gpg can read and nobody else.
    secrets = host.check_output("find /home/reader/.password-store -name '*.gpg'").split()
    assert [path.rpartition("/")[2] for path in secrets] == ["reader.gpg"]


def test_stored(step: StepRun) -> None:
    said = str(step.run().stdout).split()
    assert json.loads("[" + "".join(said).replace("}{", "},{") + "]") == [
        {},
        HELPER["credHelpers"],
        {"registry.internal": "reader"},
    ]


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    password = host.file("/home/reader/login-password").content_string.strip()
    assert_pushed(
        step,
        host,
        "https://registry.internal",
        "tools:1.0",
        "--cacert",
        "/home/reader/registry-ca/ca.crt",
        "--user",
        f"reader:{password}",
    )


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    # A helper that the reader had for this registry is named again.
    had = OWN | {"credHelpers": {"registry.internal": "own"}}
    machine.terminal.run(f"cp {CONFIG} ~/now && echo '{json.dumps(had)}' > {KEPT}")
    step.again()
    assert json.loads(host.file(CONFIG).content_string) == had
    # Logged out already: what is erased from a helper twice, Docker leaves in the file.
    now = """jq 'del(.auths."registry.internal")' ~/now"""
    machine.terminal.run(f"{now} > {CONFIG} && echo '{json.dumps(OWN)}' > {KEPT}")
    step.run()
    found = json.loads(host.file(CONFIG).content_string)
    # The reader's own login and settings are there still.
    assert found == OWN | {"credHelpers": {}}
    assert host.check_output("find /home/reader/.password-store -name '*.gpg'") == ""
