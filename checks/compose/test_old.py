"""What was docker-compose with a hyphen: the command, the line `version:`, the names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, made
from checks.containers.facts import names, pull
from checks.folder import assert_new_folder, assert_runs_only_there, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

TIME = {"time": r'time="([^"]*)"'}


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> Iterator[None]:
    """The image is there.

    Docker's package docker-compose-plugin has no command docker-compose. Debian's package, of which
    the lab makes its own, has one beside the plugin: it is put aside until the lesson is over.
    """
    pull(machine, "nginx:1.29")
    old = "/usr/bin/docker-compose"
    machine.terminal.check(f"test ! -e {old} || mv {old} {old}.aside")
    # A container that no command of the page is about.
    machine.terminal.check("docker run --detach --name beside nginx:1.29")
    yield
    machine.terminal.check("docker rm --force beside")
    machine.terminal.check(f"test ! -e {old}.aside || mv {old}.aside {old}")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_not_found(step: StepRun) -> None:
    assert "docker-compose: command not found" in step.run(exit=127).text


def test_plugin(step: StepRun) -> None:
    major = step.run(hide={"version": r"^(\S+)$"}).text.removeprefix("v").split(".")[0]
    assert int(major) >= 2


def test_scripts(step: StepRun, host: Host) -> None:
    old, new = (line for line in step.run(exit=1).text.splitlines() if line[0] in "<>")
    dump = "exec -T db pg_dump --username=shop shop"
    assert old == f"< docker-compose --file docker-compose.yml {dump}"
    assert new == old.replace("< docker-compose ", "> docker compose ")
    assert_runs_only_there(step, host, file="backup.sh")


def test_wrapper(step: StepRun, host: Host) -> None:
    step.run()
    file = host.file("/usr/local/bin/docker-compose")
    assert (file.user, file.mode) == ("root", 0o755)
    assert file.content_string.startswith("#!/bin/sh\n")  # not every program makes up for it
    # One that is there already is not written over.
    assert step.again().exit == 1


def test_works(step: StepRun, host: Host) -> None:
    said = step.run(hide={"version": r"^(\S+)$"}).text
    assert said.strip() == host.check_output("docker compose version --short")


def test_undo(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert not host.file("/usr/local/bin/docker-compose").exists
    # The shell does not look for it where it was.
    assert "command not found" in step.machine.terminal.run("docker-compose version").text
    host.check_output("echo a program of his own > /usr/local/bin/docker-compose")
    step.again()
    assert host.file("/usr/local/bin/docker-compose").exists
    host.check_output("rm /usr/local/bin/docker-compose")


def test_version(step: StepRun, host: Host) -> None:
    assert "the attribute `version` is obsolete" in step.run(hide=TIME, limit=120).text
    assert containers(host, "old-demo")["web-1"]["State"]["Running"]
    assert_runs_only_there(step, host, file="docker-compose.yml")


def test_no_version(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert_runs_only_there(step, host, file="docker-compose.yml")


def test_underscore(step: StepRun, host: Host) -> None:
    assert str(step.run(limit=120).stdout) == "old-demo_web_1\n"
    assert_writes_only_there(step, host)


def test_hyphen(step: StepRun, host: Host) -> None:
    said = str(step.run(limit=120).stdout)
    assert said.splitlines() == ["old-demo-web-1", "from-before"]
    assert made(host, "volume", "old-demo") == {"old-demo_data"}
    assert "old-demo_web_1" not in names(host, "--all")
    assert_writes_only_there(step, host)


def test_clean_up(step: StepRun, host: Host) -> None:
    project = str(step.machine.terminal.run("pwd").stdout).strip()
    step.run(limit=120)
    assert containers(host, "old-demo") == {}
    assert made(host, "volume", "old-demo") == set()
    assert not host.file(project).exists
