"""Errors between the docker command and the daemon: the text, the cause, the fix."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.errors.facts import fails
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def newcomer(machine: Machine) -> None:
    """The reader's account is not in the group `docker`; this shell, logged in before, still is."""
    done = machine.terminal.check("gpasswd --delete reader docker")
    assert done.exit == 0, done.text


def test_no_daemon(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert re.search(r"at unix:///run/err-nothing\.sock\W", result.text)


def test_which_daemon(step: StepRun) -> None:
    said = step.run().text.splitlines()
    assert said == ["active", "DOCKER_HOST= DOCKER_CONTEXT=", "default"]


def test_start_daemon(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.check("systemctl stop docker.socket docker")
    assert not host.service("docker").is_running
    step.run()
    assert host.service("docker").is_running


def test_no_permission(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_which_groups(step: StepRun) -> None:
    group, socket = step.run().text.splitlines()
    assert group.startswith("docker:x:")
    assert "reader" not in group
    assert socket == "srw-rw---- root:docker"


def test_join_group(step: StepRun, host: Host) -> None:
    # The groups that the reader is in already stay.
    host.check_output("gpasswd --add reader audio")
    step.run()
    assert {"docker", "audio"} <= {*host.user("reader").groups}
    host.check_output("gpasswd --delete reader audio")


def test_after_login(step: StepRun, machine: Machine) -> None:
    step.log_in_again()
    assert step.run().text == ""
    assert "docker" in str(machine.terminal.run("id --name --groups").stdout)


def test_too_old(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_api_versions(step: StepRun, docker_version: tuple[int, ...]) -> None:
    least = "1.40" if docker_version >= (29, 3) else "1.24"
    assert f", server {least} to 1." in step.run().text


def test_no_variable(step: StepRun, machine: Machine) -> None:
    machine.terminal.run("export DOCKER_API_VERSION=1.23")
    assert step.run().text == ""
    machine.terminal.run("unset DOCKER_API_VERSION")


def test_too_new(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 0)


def test_no_version(step: StepRun) -> None:
    assert step.run().text == "OK"


def test_no_context(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert '"err-gone"' in result.text


def test_which_contexts(step: StepRun) -> None:
    assert step.run().text.splitlines() == ["default unix:///var/run/docker.sock"]


def test_use_default(step: StepRun, machine: Machine, host: Host) -> None:
    # Both have it go elsewhere: the variable, and the context that was chosen.
    elsewhere = "docker context create err-own --docker host=unix:///run/err-nothing.sock"
    assert machine.terminal.run(f"{elsewhere} && docker context use err-own").exit == 0
    machine.terminal.run("export DOCKER_CONTEXT=err-gone")
    assert str(step.run().stdout) == "default\n"
    assert str(machine.terminal.run("docker context show").stdout) == "default\n"
    assert machine.terminal.run("docker context rm err-own").exit == 0
    # It asks the daemon at the end.
    machine.terminal.run("export DOCKER_HOST=unix:///run/err-nothing.sock")
    assert step.again().exit != 0
    machine.terminal.run("unset DOCKER_HOST")


def test_ssh_fails(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert " err-nowhere.invalid " in result.text


def test_try_ssh(step: StepRun) -> None:
    said = str(step.run(exit=255).stderr)
    assert "Could not resolve hostname err-nowhere.invalid:" in said


def test_bad_json(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_good_json(step: StepRun, host: Host) -> None:
    assert step.run().text == "configuration OK\n"
    assert not host.file("/home/reader/err-daemon.json").exists


@pytest.fixture
def did_not_start(machine: Machine) -> None:
    """A Docker that once did not start, and says so in its log. Its settings stay."""
    machine.terminal.check(
        "mkdir --parents /etc/docker; cd /etc/docker; "
        "test ! -e daemon.json || mv daemon.json kept; "
        "echo '{' > daemon.json; systemctl restart docker; rm daemon.json; "
        "test ! -e kept || mv kept daemon.json; systemctl reset-failed docker"
    )
    machine.terminal.check("systemctl start docker")


def test_read_log(step: StepRun, did_not_start: None) -> None:
    lines = step.run().text.splitlines()
    assert any(line.startswith("unable to configure the Docker daemon") for line in lines)
    assert all(re.search("failed to|unable to", line, re.IGNORECASE) for line in lines)


def test_reset_limit(step: StepRun, host: Host, machine: Machine) -> None:
    used = "for n in 1 2 3 4 5; do systemctl restart docker; done; systemctl is-active docker"
    assert "failed" in str(machine.terminal.check(used, 60).stdout)
    assert step.run().text == ""
    assert host.service("docker").is_running


def test_is_masked(step: StepRun, host: Host) -> None:
    assert step.run().text == "enabled\nenabled\n"
    assert host.service("docker").is_enabled


def test_both_active(step: StepRun) -> None:
    assert step.run().text == "active\nactive\n"


def test_whose_pid(step: StepRun) -> None:
    assert step.run().text == "dockerd\n"


def test_which_plugins(step: StepRun) -> None:
    assert {line.split()[0] for line in step.run().text.split("\n") if line} == {
        "buildx",
        "compose",
    }
