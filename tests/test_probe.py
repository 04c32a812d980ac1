"""Whether a machine is as it was: what the mutation tester must see before it uses one again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest

from checks.lab.machine import Machine
from checks.mutate import probe
from tests.conftest import Lab

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("embedding")]


@pytest.fixture(scope="module")
def machine(lab: Lab) -> Iterator[Machine]:
    machine = lab.machine()
    yield machine
    machine.terminal.close()
    machine.container.remove(force=True, v=True)


def look(machine: Machine) -> tuple[probe.Look, probe.ShellMemory]:
    return probe.look(machine.site, [], ModuleType("checks"))


def settled(machine: Machine) -> tuple[probe.Look, probe.ShellMemory]:
    """A look at a machine that has come to rest after booting or after the last test."""
    before = look(machine)
    for _ in range(20):
        time.sleep(0.3)
        now = look(machine)
        if not probe.differences(before[0], now[0]):
            return now
        before = now
    raise AssertionError("the machine does not come to rest")


@pytest.mark.parametrize(
    ("command", "section"),
    [
        ("touch ~/new", "files"),
        ("chmod 600 ~/new", "files"),
        ("sudo rm /etc/issue", "files"),
        ("sudo chmod 700 /opt", "files"),
        ("touch /tmp/new", "temporary files"),
        ("sudo mkdir /run/new", "temporary files"),
        ("sudo touch /var/lib/docker/new", "Docker's files"),
        ("name=value", "shell"),
        ("export name", "shell"),
        ("cd /tmp", "shell"),
        ("umask 077", "shell"),
        ("set -o noclobber", "shell"),
        ("greet() { echo hello; }", "shell"),
        ("sleep 600 &", "processes"),
        ("sudo systemctl restart systemd-journald", "units"),
        ("sudo systemctl mask cron.timer ssh.service", "units"),
        ("sudo ip address add 192.0.2.1/32 dev lo", "network"),
        ("sudo mount -t tmpfs none /mnt", "mounts"),
        ("sudo sysctl --quiet --write net.ipv4.conf.lo.route_localnet=1", "kernel"),
    ],
)
def test_what_a_later_command_could_notice_is_seen(
    machine: Machine, command: str, section: str
) -> None:
    before, _ = settled(machine)
    assert machine.terminal.run(command).exit == 0
    after, _ = look(machine)
    changed = probe.differences(before, after)
    assert any(name.endswith(section) for name in changed), changed
    assert section in probe.explained(before, after)


@pytest.mark.parametrize(
    "command",
    [
        "ls --no-such-option",
        "no-such-command",
        "sudo ls /nowhere",
        "sudo apt-get install --yes no-such-package",
        "touch /tmp/passing && rm /tmp/passing",
        "systemctl is-active no-such-unit",
        "curl --silent http://localhost:1",
    ],
)
def test_what_leaves_nothing_behind_is_not_taken_for_a_change(
    machine: Machine, command: str
) -> None:
    before, memory = settled(machine)
    machine.terminal.run(command)
    after, _ = look(machine)
    assert probe.differences(before, after) == [], probe.explained(before, after)
    memory.restore(machine.terminal)


def test_looking_disturbs_nothing_and_the_shells_memory_is_given_back(machine: Machine) -> None:
    machine.terminal.run("sh -c 'exit 3'")
    before, memory = look(machine)
    assert memory.exit == 3
    assert str(machine.terminal.run("echo $?").stdout) == "3\n"
    machine.terminal.run("hash -r; id; false")
    memory.restore(machine.terminal)
    assert str(machine.terminal.run("echo $?; hash -l").stdout).splitlines()[0] == "3"
    assert "/id" not in str(machine.terminal.run("hash -l").stdout)
    assert probe.differences(before, look(machine)[0]) == []


def test_what_a_check_keeps_to_itself_is_seen(machine: Machine) -> None:
    module = ModuleType("checks")
    module.seen = {"id": 1}  # type: ignore[attr-defined]
    before, _ = probe.look(machine.site, [], module)
    module.seen["id"] = 2
    after, _ = probe.look(machine.site, [], module)
    assert "checks" in probe.differences(before, after)


def test_it_is_asked_only_for_what_the_lesson_is_about() -> None:
    assert probe.subjects("docker run nginx; docker login; log in again") == []
    assert probe.subjects("grep x /var/log/syslog") == ["log-files"]
    assert probe.subjects("docker logs web") == ["logs"]
    assert probe.subjects("docker events; journalctl -u docker") == ["events", "journal"]
