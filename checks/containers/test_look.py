"""Looking from outside: lists, logs, events."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


SECOND = {"the time, each second": r"((?:\d\d:\d\d:\d\d\n)+)"}


def test_run_web(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-web")["State"]["Status"] == "running"
    assert inspect(host, "trial-spare")["State"]["Status"] == "created"
    assert inspect(host, "trial-spare")["Config"]["Image"] == "nginx"


def test_ps(step: StepRun, host: Host) -> None:
    result = step.run()
    heading, *rows = str(result.stdout).splitlines()
    assert heading.split()[0] == "CONTAINER"
    # The running one and no other.
    (row,) = rows
    assert row.split()[:2] == [inspect(host, "trial-web")["Id"][:12], "nginx"]
    assert row.endswith(" trial-web")


def test_ps_all(step: StepRun) -> None:
    assert step.run().text == "trial-spare: Created\n"


def test_run_clock(step: StepRun, host: Host) -> None:
    step.run()
    clock = inspect(host, "trial-clock")
    assert clock["State"]["Running"]
    assert clock["Config"]["Cmd"][-1] == "while :; do date +%T; sleep 1; done"


def test_logs_since(step: StepRun, host: Host) -> None:
    await_true(lambda: len(host.check_output("docker logs trial-clock").splitlines()) > 8)
    lines = step.run(hide=SECOND).text.splitlines()
    # The last seconds only, although there is more.
    assert 2 <= len(lines) <= 6
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", time) for time in lines)


def test_logs_follow(step: StepRun, host: Host) -> None:
    # Enough behind it that the last line is not all there is.
    await_true(lambda: len(host.check_output("docker logs trial-clock").splitlines()) > 6)
    result = step.interrupt(after=3, exit=None, hide=SECOND)
    if "use of closed network connection" in str(result.stderr):
        # The client of 29 closes its connection under its own hands now and then, and exits with 1.
        result = step.interrupt(after=3, hide=SECOND)
    assert result.exit == 130
    times = str(result.stdout).splitlines()
    assert 2 <= len(times) <= 5
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", time) for time in times)
    # It is not the container that Ctrl-C ended.
    assert "trial-clock" in names(host)


def test_speak(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "one\ntwo\nthree\n"
    assert str(result.stderr) == "a complaint\n"


def test_logs(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "one\ntwo\nthree\n"
    assert str(result.stderr) == "a complaint\n"


def test_logs_tail(step: StepRun) -> None:
    result = step.run()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z a complaint\n", result.text)


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_logs_apart(step: StepRun, host: Host) -> None:
    result = step.run()
    assert [line.split() for line in result.text.splitlines()] == [
        ["3", "words"],
        ["1", "complaints"],
        ["4", "total"],
    ]
    assert host.file(f"{folder(step.machine)}/words").content_string == "one\ntwo\nthree\n"
    assert host.file(f"{folder(step.machine)}/complaints").content_string == "a complaint\n"
    assert_writes_only_there(step, host, "folder", "words")


def test_events(step: StepRun, host: Host) -> None:
    # Docker notes the end after it has told the client, and the step asks in whole seconds.
    told = (
        "docker events --since 10m --until 0s --filter container=trial-speaker --filter event=die"
    )
    await_true(lambda: host.check_output(told) != "")
    result = step.run()
    happened = result.text.split()
    assert happened[0] == "create"
    assert happened[-2:] == ["start", "die"]


def test_ended(step: StepRun) -> None:
    assert re.fullmatch(r"trial-speaker: Exited \(0\) .*\n", step.run().text)


def test_no_log(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert str(result.stdout) == "lost\n"
    assert "configured logging driver does not support reading" in str(result.stderr)
    assert inspect(host, "trial-silent")["State"]["ExitCode"] == 0


def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert names(host, "--all") == set()
