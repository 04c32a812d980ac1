"""Docker's passwords in a store of their own, encrypted."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import INSTALL_LIMIT, assert_pushed, registry_with_tls

CONFIG = "/home/reader/.docker/config.json"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """The registry with TLS and a login of the page's sections before; nobody is logged in."""
    registry_with_tls(machine, "asks-for-login")
    done = machine.terminal.check("rm -rf /home/reader/.docker /var/lib/apt/lists/*")
    assert done.exit == 0, done.text


def test_install_jq(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    assert host.package("jq").is_installed


def test_use_helper(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    assert json.loads(host.file(CONFIG).content_string) == {"credsStore": "pass"}
    assert host.file(CONFIG).mode == 0o600
    folder = host.file("/home/reader/.docker")
    assert (folder.user, folder.mode) == ("reader", 0o700)
    # Where the reader has settings of his own, they stay, and a copy of them.
    own = {"detachKeys": "ctrl-x"}
    machine.terminal.run(f"echo '{json.dumps(own)}' > ~/.docker/config.json")
    step.again()
    assert json.loads(host.file(CONFIG).content_string) == {**own, "credsStore": "pass"}
    assert json.loads(host.file(f"{CONFIG}.before").content_string) == own
    machine.terminal.run("""echo '{"credsStore": "pass"}' > ~/.docker/config.json""")


def test_no_helper(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    said = str(result.stderr)
    assert "docker-credential-pass" in said
    assert "executable file not found in $PATH" in said
    assert json.loads(host.file(CONFIG).content_string) == {"credsStore": "pass"}


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


def test_log_in(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Login Succeeded" in str(result.stdout)
    assert "unencrypted" not in str(result.stderr)
    # The helper's secret is a file of pass, which gpg can read and nobody else.
    secrets = host.check_output("find /home/reader/.password-store -name '*.gpg'").split()
    assert [path.rpartition("/")[2] for path in secrets] == ["reader.gpg"]


def test_stored(step: StepRun) -> None:
    result = step.run()
    config, _, listed = str(result.stdout).rpartition("}{")
    assert json.loads(config + "}") == {"auths": {"registry.internal": {}}, "credsStore": "pass"}
    assert json.loads("{" + listed) == {"registry.internal": "reader"}


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    password = host.file("/home/reader/registry-password").content_string.strip()
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
