"""Going inside: a shell, a command, files, processes; and what Docker says of it."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import address, inspect, is_running, names, pull
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

INDEX = "/usr/share/nginx/html/index.html"
"""The page that nginx serves, in the container."""


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host) == {"trial-web", "trial-other"}
    assert inspect(host, "trial-other")["Config"]["Cmd"] == ["sleep", "600"]


def test_exec_shell(step: StepRun, host: Host) -> None:
    result = step.type("tty\n", "echo $((6 * 7))\n", "exit\n")
    assert "/dev/pts/0" in str(result.stdout)
    assert "42" in str(result.stdout)
    # The shell has ended, the container has not.
    assert names(host) == {"trial-web", "trial-other"}


def test_exec(step: StepRun, host: Host) -> None:
    assert step.run().text == inspect(host, "trial-web")["Id"][:12] + "\n"


def test_exec_as(step: StepRun) -> None:
    assert step.run().text == "www-data\n/tmp\nhello\n"


def test_no_ps(step: StepRun, docker_version: tuple[int, ...]) -> None:
    # Docker 28 keeps the exit code (moby/moby@c866a7e5f8caa882641cbba59102f457221314dc).
    result = step.run(exit=126 if docker_version < (28,) else 127)
    assert 'exec: "ps": executable file not found in $PATH' in result.text


def test_bring_tools(step: StepRun, host: Host) -> None:
    text = step.run(hide={"processes": r"(PID .*\n(?: +\d+ .*\n)+)"}).text
    # Its processes, and its own port 80.
    assert re.search(r"(?m)^ +1 +(root|0) .*nginx: master process", text)
    assert text.splitlines()[-1] == "<title>Welcome to nginx!</title>"
    assert names(host, "--all") == {"trial-web", "trial-other"}


def test_stopped(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "is not running" in str(result.stderr)
    assert not is_running(host, "trial-other")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_copy_out(step: StepRun, host: Host) -> None:
    step.run()
    inside = host.check_output(f"docker exec trial-web cat {INDEX}")
    assert host.file(f"{folder(step.machine)}/index.html").content_string.strip() == inside.strip()
    assert_writes_only_there(step, host, "folder", "index.html")


def test_copy_in(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "Changed from outside\n"
    assert host.check_output(f"docker exec trial-web cat {INDEX}") == "Changed from outside"
    assert_writes_only_there(step, host, "folder", "index.html")


def test_diff(step: StepRun) -> None:
    assert f"C {INDEX}" in step.run().text.splitlines()


def test_top(step: StepRun, host: Host) -> None:
    heading, *rows = step.run(hide={"pid": r"^(\d+)"}).text.splitlines()
    assert heading.split() == ["PID", "COMMAND"]
    # The pids are the host's.
    assert rows[0].split() == [str(inspect(host, "trial-web")["State"]["Pid"]), "nginx"]


def test_stats(step: StepRun, host: Host) -> None:
    processes = len(host.check_output("docker top trial-web -o pid").splitlines()) - 1
    assert step.run().text == f"trial-web: {processes}\n"


def test_inspect(step: StepRun, host: Host) -> None:
    assert step.run().text == f"running nginx {address(host, 'trial-web')}\n"


def test_rename(step: StepRun, host: Host) -> None:
    assert set(step.run().text.split()) == {"trial-web", "trial-another"}
    assert names(host, "--all") == {"trial-web", "trial-another"}


def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert names(host, "--all") == set()
