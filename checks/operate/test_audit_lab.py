"""What the group docker leaves in the logs, and what sudo and SSH leave there."""

from __future__ import annotations

import time

import pytest
from testinfra.host import Host

from checks.containers.facts import events, names, pull
from checks.daemon.facts import settle
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME, USER
from checks.lab.waiting import await_true

THERE = "docker.internal"


@pytest.fixture(scope="module", autouse=True)
def there(machine: Machine) -> Machine:
    """A second host, on which alice may log in with a key of hers and use Docker."""
    settle(machine)
    pull(machine, "busybox")
    other = machine.neighbour(THERE)
    pull(other, "busybox")
    key = str(machine.terminal.check(f"cat {HOME}/.ssh/id_ed25519.pub").stdout).strip()
    done = other.terminal.check(
        "useradd --create-home --shell /bin/bash --groups docker alice"
        " && install -d -m 700 -o alice -g alice /home/alice/.ssh"
        f" && echo '{key}' > /home/alice/.ssh/authorized_keys"
        " && chown alice: /home/alice/.ssh/authorized_keys"
    )
    assert done.exit == 0, done.text
    return other


def assert_was_alice(host: Host, command: str) -> None:
    """It is she who ran this command, and not root."""
    find = f"journalctl --identifier sudo --output cat --grep 'USER=alice ; COMMAND={command}$'"
    await_true(lambda: host.run(find).rc == 0)


def test_people(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/home/alice").is_directory
    assert host.file("/home/bob").is_directory
    assert host.file("/etc/sudoers.d/bob-docker").mode == 0o440
    assert "docker" in host.user("alice").groups
    assert "docker" not in host.user("bob").groups
    assert host.run("visudo --check").rc == 0


def test_alice_shadow(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "root:"
    assert_was_alice(
        host, "/usr/bin/docker run --rm --volume /:/host busybox head -c 5 /host/etc/shadow"
    )


def test_bob_shadow(step: StepRun) -> None:
    assert str(step.run().stdout) == "root:"


def test_bob_without_sudo(step: StepRun) -> None:
    assert "permission denied" in step.run(exit=1).text


def test_who_did_it(step: StepRun) -> None:
    lines = str(step.run(hide={"place": r"PWD=(\S+)"}).stdout).splitlines()
    assert lines
    assert {line.split()[0] for line in lines} == {"bob"}
    assert "COMMAND=/usr/bin/docker run --rm --volume /:/host busybox" in lines[0]


@pytest.mark.deletes_data
def test_debug(step: StepRun, host: Host) -> None:
    said = str(step.run(hide={"call": r"(POST .*)$"}).stdout).splitlines()[-1]
    assert said.startswith("time=")
    assert "/containers/create" in said
    assert "alice" not in said
    assert_was_alice(host, "/usr/bin/docker run --rm busybox true")
    # Of two containers the last one is shown; that the folder is there is no error.
    again = step.again()
    lines = str(again.stdout).splitlines()
    assert sum("containers/create" in line for line in lines) == 1
    assert str(again.stderr) == ""


@pytest.mark.second_host
def test_by_ssh(step: StepRun, there: Machine) -> None:
    # How many connections Docker opens is chance.
    again = r"from (.*(?:\nAccepted publickey for alice from .*)*)$"
    said = str(step.run(hide={"from": again}).stdout)
    assert said.startswith("Accepted publickey for alice from ")
    assert "ED25519 SHA256:" in said
    assert names(backend.host(there), "--all") == set()
    ended = ["--filter container=by-ssh", "--filter event=die"]
    exit_code = "--format '{{.Actor.Attributes.exitCode}}'"
    assert events(backend.host(there), *ended, exit_code) == ["0"]


@pytest.mark.second_host
def test_events_there(step: StepRun, there: Machine) -> None:
    there.terminal.check("docker run --rm --name another busybox true")
    time.sleep(1)  # `--until 0s` leaves out the second that has just begun
    (said,) = str(step.run().stdout).splitlines()
    assert '"name":"by-ssh"' in said
    assert "alice" not in said


def test_take_out(step: StepRun, host: Host) -> None:
    assert "permission denied" in step.run(exit=1).text
    assert host.group("docker").members == [USER]


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.user("alice").exists
    assert not host.user("bob").exists
    assert not host.file("/home/alice").exists
    assert not host.file("/home/bob").exists
    assert not host.file("/etc/sudoers.d/bob-docker").exists
    assert names(host, "--all") == set()
