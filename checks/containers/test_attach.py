"""Attaching to process 1: how to leave it, and what Ctrl-C does."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import exit_code, inspect, is_running, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "busybox")


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    shell = inspect(host, "trial-shell")
    assert shell["State"]["Running"]
    assert shell["Config"]["OpenStdin"]
    assert shell["Config"]["Tty"]


def test_attach(step: StepRun) -> None:
    result = step.type("echo $((6 * 7))\n", "\x10\x11", exit=1)
    assert "42" in str(result.stdout)
    assert "read escape sequence" in str(result.stdout)


def test_still_running(step: StepRun, machine: Machine) -> None:
    machine.terminal.check("docker create --name bystander busybox && docker start bystander")
    assert step.run().text == "trial-shell: running\n"
    machine.terminal.check("docker rm --force bystander")


def test_other_keys(step: StepRun, host: Host) -> None:
    result = step.type("echo $((6 * 7))\n", "\x18", exit=1)
    assert "42" in str(result.stdout)
    assert "read escape sequence" in str(result.stdout)
    assert is_running(host, "trial-shell")


def test_run_counter(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-counter")["Config"]["Cmd"][-1].startswith('trap "exit 130" INT;')
    assert is_running(host, "trial-counter")


def test_attach_trap(step: StepRun, host: Host) -> None:
    step.interrupt(after=2)
    assert not is_running(host, "trial-counter")


def test_not_running(step: StepRun) -> None:
    assert step.run().text == "exited 130\n"


def test_attach_safely(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    if docker_version < (28,):
        # Once is enough; but a busy machine takes its time until the container is started.
        step.interrupt(after=8)
    else:
        result = step.interrupt(after=6, times=3, exit=1)
        assert "got 3 SIGTERM/SIGINTs, forcefully exiting" in str(result.stderr)
    assert is_running(host, "trial-counter")


def test_running_on(step: StepRun) -> None:
    assert step.run().text == "running\n"


def test_wait(step: StepRun, host: Host) -> None:
    assert step.run().text == "trial-counter\n130\n"
    assert exit_code(host, "trial-counter") == 130


def test_attach_stopped(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "cannot attach to a stopped container, start it first" in str(result.stderr).lower()


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
