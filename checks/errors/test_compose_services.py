"""Services that Compose does not know, that do not run, or that wait for a job which failed."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, made, states
from checks.containers.facts import events, pull
from checks.errors.facts import assert_makes_folder, fails, project
from checks.folder import assert_starts_only_there, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

FOLDER = "/home/reader/err-services"
FILE = f"{FOLDER}/compose.yaml"
NAME = "err-services"
SLEEPS = ("image: busybox", "command: sleep 600", "init: true")


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox")


def test_prepare(step: StepRun, host: Host) -> None:
    assert_makes_folder(step, host, FOLDER)


def test_cycle(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 1 if docker_version >= (28,) else 15)
    other = "  db:\n    image: busybox\n    depends_on: [web]\n"
    assert host.file(FILE).content_string == (
        project(NAME, "image: busybox", "depends_on: [db]") + other
    )
    assert_writes_only_there(step, host)


def test_no_cycle(step: StepRun) -> None:
    assert {*step.run().text.split()} == {"db", "web"}


def test_no_service(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    step.machine.terminal.run("cd")
    result = fails(step, docker_version, 1)
    assert "no such service: wbe\n" in result.text
    assert host.file(FILE).content_string == project(NAME, *SLEEPS)
    step.machine.terminal.run('cd "$project"')


def test_which_services(step: StepRun) -> None:
    assert step.run().text == "web\n"


def test_not_running(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert '"web"' in result.text


def test_which_state(step: StepRun) -> None:
    assert len(step.run().text.splitlines()) == 1
    step.machine.terminal.run("docker compose create")
    assert len(step.again().text.splitlines()) == 2
    step.machine.terminal.run("docker compose down")


def test_running(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "works\n"
    assert states(host, NAME) == {"web-1": "running"}
    assert_starts_only_there(step, host)
    entered = "--filter container=err-services-web-1", "--filter event=exec_create"
    assert len(events(host, *entered)) == 1


def test_job_fails(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    step.machine.terminal.run("cd")
    result = fails(step, docker_version, 1)
    assert str(result.stdout) == ""
    condition = "  job: {condition: service_completed_successfully}"
    job = "  job:\n    image: busybox\n    command: ls /err-nowhere\n"
    assert host.file(FILE).content_string == (
        project(NAME, *SLEEPS, "depends_on:", condition) + job
    )
    assert states(host, NAME) == {"web-1": "created", "job-1": "exited"}


def test_why_job(step: StepRun) -> None:
    # Compose 2.26 clears the line first.
    said = step.run().text.removeprefix("\x1b[2K")
    assert said == "ls: /err-nowhere: No such file or directory\n"


def test_job_works(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd")
    assert str(step.run().stdout) == "web running\n"
    assert states(host, NAME) == {"web-1": "running", "job-1": "exited"}


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file(FOLDER).exists
    assert containers(host, NAME) == {}
    assert made(host, "network", NAME) == set()
