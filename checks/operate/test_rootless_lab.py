"""Rootless Docker alone on a host, over a reboot with and without lingering."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME, USER
from checks.lab.waiting import await_true
from checks.operate.rootless_ground import lay

WHOLE = {"all": r"(?s)\A(.*)\Z"}
SOCKET = "/run/user/1000/docker.sock"


@pytest.fixture(scope="module", autouse=True)
def ground(machine: Machine) -> None:
    """What a server has, and the page's packages."""
    lay(machine)
    page = load_lesson(ROOT / "docs" / "lessons" / "operate" / "rootless.sh")
    for step in page.steps:
        if step.id in ("packages", "tool", "tool-distribution"):
            done = machine.terminal.run(step.command, 300)
            assert done.exit == 0, done.text


def test_root_off(step: StepRun, host: Host) -> None:
    step.run()
    for unit in ("docker.service", "docker.socket"):
        assert not host.service(unit).is_running
        assert not host.service(unit).is_enabled


def test_socket_left(step: StepRun, host: Host) -> None:
    assert "Aborting because rootful Docker (/var/run/docker.sock) is running" in (
        step.run(exit=1).text
    )
    assert host.file("/run/docker.sock").is_socket


def test_remove_socket(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file("/run/docker.sock").exists


def test_no_session(step: StepRun, host: Host) -> None:
    said = step.run(exit=1, hide=WHOLE).text
    assert "systemd not detected, dockerd-rootless.sh needs to be started manually" in said
    assert "Cannot connect" in said or "failed to connect" in said
    assert not host.file(f"{HOME}/.config/systemd/user/docker.service").exists


def test_session(step: StepRun, host: Host) -> None:
    step.run(hide=WHOLE)
    assert host.service("user@1000").is_running
    listed = step.machine.terminal.run("docker context ls --format '{{.Name}}'")
    assert listed.text == "default\n"


def test_no_range(step: StepRun, host: Host) -> None:
    said = step.run(exit=1).text
    assert f'echo "{USER}:100000:65536" >> /etc/subuid' in said
    assert not host.file(f"{HOME}/.config/systemd/user/docker.service").exists


def test_range_back(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/subuid").contains(f"^{USER}:")


def test_install_alone(step: StepRun, host: Host) -> None:
    step.run(limit=120, hide=WHOLE)
    assert host.file(SOCKET).is_socket


def test_run_web(step: StepRun) -> None:
    step.run(limit=120)
    assert step.machine.terminal.run("docker ps --format '{{.Names}}'").text == "web\n"


@pytest.mark.stops_containers
def test_reboot(step: StepRun, host: Host) -> None:
    step.reboot()
    assert not host.service("docker").is_running


def test_gone(step: StepRun, host: Host) -> None:
    assert SOCKET in step.run(exit=1).text
    assert not host.service("user@1000").is_running


def test_allow_linger(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"/var/lib/systemd/linger/{USER}").exists
    await_true(lambda: step.machine.terminal.run("docker ps --quiet | grep .").exit == 0)


def test_back(step: StepRun) -> None:
    assert str(step.run().stdout) == "web: running\n"


@pytest.mark.stops_containers
def test_reboot_with_linger(step: StepRun, host: Host) -> None:
    step.reboot()
    await_true(lambda: host.file(SOCKET).exists)


def test_back_by_itself(step: StepRun, host: Host) -> None:
    # Until the machine is up, curl says it each time.
    said = step.run(hide={"each time that curl had to wait": r"\A((?:curl: .*\n)*)\Z"})
    lines = str(said.stdout).splitlines()
    assert lines == ["<title>Welcome to nginx!</title>", "web: running"]
    assert not host.service("docker").is_running


def test_root_on(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == ""
    assert host.service("docker").is_running
    assert host.service("docker").is_enabled
