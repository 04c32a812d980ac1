"""Networks, volumes and containers that a project finds missing, or that are not its own."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, made, states
from checks.containers.facts import events, pull
from checks.errors.facts import assert_makes_folder, fails, project
from checks.folder import assert_starts_only_there, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

FOLDER = "/home/reader/err-names"
FILE = f"{FOLDER}/compose.yaml"
TIME = {"time": r'time="([^"]*)"'}
NAME = "err-names"
SLEEPS = ("image: busybox", "command: sleep 600", "init: true")


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox")


def test_prepare(step: StepRun, host: Host) -> None:
    assert_makes_folder(step, host, FOLDER)


def test_external_network(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    step.machine.terminal.run("cd")
    fails(step, docker_version, 1)
    network = "networks:\n  back:\n    name: err-back\n    external: true\n"
    assert host.file(FILE).content_string == project(NAME, *SLEEPS, "networks: [back]") + network
    assert_writes_only_there(step, host)


def test_which_networks(step: StepRun, host: Host) -> None:
    assert len(step.run().text.splitlines()) == 1
    host.check_output("docker network create err-back")
    assert len(step.again().text.splitlines()) == 2
    host.check_output("docker network rm err-back")


def test_network_there(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd")
    step.run()
    assert states(host, NAME) == {"web-1": "running"}
    (facts,) = containers(host, NAME).values()
    assert [*facts["NetworkSettings"]["Networks"]] == ["err-back"]
    assert_starts_only_there(step, host)


def test_not_ours(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    step.machine.terminal.run("cd")
    fails(step, docker_version, 1, hide=TIME)
    assert containers(host, NAME) == {}


def test_whose_network(step: StepRun) -> None:
    assert not json.loads(step.run().text)


def test_ours_again(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd")
    step.run()
    assert states(host, NAME) == {"web-1": "running"}


def test_external_volume(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    step.machine.terminal.run("cd")
    fails(step, docker_version, 1)
    volume = "volumes:\n  data:\n    name: err-data\n    external: true\n"
    assert (
        host.file(FILE).content_string == project(NAME, *SLEEPS, 'volumes: ["data:/data"]') + volume
    )


def test_which_volumes(step: StepRun, host: Host) -> None:
    assert len(step.run().text.splitlines()) == 1
    host.check_output("docker volume create own && docker volume create err-own")
    assert len(step.again().text.splitlines()) == 2
    host.check_output("docker volume rm own err-own")


def test_volume_there(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd")
    step.run()
    await_true(lambda: states(host, NAME) == {"web-1": "running"})
    (facts,) = containers(host, NAME).values()
    assert [mount["Name"] for mount in facts["Mounts"]] == ["err-data"]


def test_volume_not_ours(step: StepRun, docker_version: tuple[int, ...]) -> None:
    step.machine.terminal.run("cd")
    fails(step, docker_version, 0, hide=TIME)


def test_whose_volume(step: StepRun) -> None:
    assert not json.loads(step.run().text)


def test_volume_external(step: StepRun, host: Host) -> None:
    # In the directory of another project, nothing is changed or taken down.
    step.machine.terminal.run("mkdir other && cd other && echo 'name: other' > compose.yaml")
    step.again()
    assert host.file(f"{FOLDER}/other/compose.yaml").content_string == "name: other\n"
    assert states(host, NAME) == {"web-1": "running"}
    step.machine.terminal.run("cd .. && rm -r other")
    host.check_output("docker volume create own")
    assert str(step.run().stdout) == "err-data\n"
    host.check_output("docker volume rm own")
    assert containers(host, NAME) == {}


def test_fixed_name(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    step.machine.terminal.run("cd")
    fails(step, docker_version, 1)
    assert host.file(FILE).content_string == project(NAME, *SLEEPS, "container_name: err-web")
    assert host.docker("err-web").is_running


def test_whose_container(step: StepRun) -> None:
    assert step.run().text == "err-names\n"


def test_free_name(step: StepRun, host: Host) -> None:
    step.run()
    # The second project has run, beside the first.
    assert len(events(host, "--filter container=err-copy-web-1", "--filter event=start")) == 1
    assert containers(host, NAME) == {}
    assert containers(host, "err-copy") == {}
    assert made(host, "network", "err-copy") == set()


def test_remove(step: StepRun, host: Host) -> None:
    assert "No resource found to remove for project" in step.run().text
    assert not host.file(FOLDER).exists
    assert containers(host, NAME) == {}
    assert made(host, "network", NAME) == made(host, "volume", NAME) == set()
    assert "err-" not in host.check_output("docker network ls; docker volume ls")
