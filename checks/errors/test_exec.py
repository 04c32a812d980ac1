"""Errors when one looks into a container."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import events, inspect, is_running, names, pull
from checks.errors.facts import fails
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def images(machine: Machine) -> None:
    """The images are there, so that no download stands in an output."""
    pull(machine, "busybox", "nginx")


def test_run_up(step: StepRun, host: Host) -> None:
    step.run()
    assert is_running(host, "err-up")


def test_no_bash(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 126 if docker_version < (28,) else 127)
    assert 'exec: "bash"' in result.text


def test_use_sh(step: StepRun) -> None:
    assert step.run().text == "here is sh\n"


def test_borrow_tools(step: StepRun, host: Host) -> None:
    connected = "--filter type=network", "--filter event=connect"
    before = len(events(host, *connected))
    assert "sleep 600" in step.run(hide={"pid": r"^( +\d+) root .* ps$"}).text
    # It was in the other's network, and got none of its own.
    assert len(events(host, *connected)) == before


def test_not_a_tty(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_without_tty(step: StepRun) -> None:
    assert step.run().text == "hello\n"


def test_user_not_found(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_image_users(step: StepRun) -> None:
    assert "root" in step.run().text.splitlines()


def test_user_by_number(step: StepRun) -> None:
    assert step.run().text.startswith("uid=1000 gid=1000")


def test_is_paused(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_unpause(step: StepRun, host: Host) -> None:
    entered = "--filter container=err-up", "--filter event=exec_create"
    before = len(events(host, *entered))
    step.run()
    assert len(events(host, *entered)) == before + 1
    assert inspect(host, "err-up")["State"]["Status"] == "running"


def test_not_running(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_why_ended(step: StepRun) -> None:
    assert step.run().text == "3 false\nno settings\n"


def test_look_anyway(step: StepRun) -> None:
    user, shell = step.run().text.splitlines()
    assert user.startswith("root:")
    assert shell == "a shell instead"


def test_is_restarting(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 1)
    assert inspect(host, "err-again")["Path"] == "false"


def test_stop_restarting(step: StepRun, host: Host) -> None:
    step.run()
    assert not is_running(host, "err-again")
    assert inspect(host, "err-again")["HostConfig"]["RestartPolicy"]["Name"] == "no"


def test_cannot_read_logs(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert str(result.stdout) == "hello\n"


def test_which_driver(step: StepRun) -> None:
    assert step.run().text == "none\n"


def test_readable(step: StepRun) -> None:
    assert step.run().text == "err-log\nhello\nhello\n"


def test_file_not_found(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "the file /etc/*.conf in container err-up\n" in result.text


def test_which_files(step: StepRun) -> None:
    assert "passwd" in step.run().text


def test_copy_file(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file("/home/reader/err-passwd").exists


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
