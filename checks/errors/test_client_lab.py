"""Errors that stop Docker itself or take a plugin away, and the way back."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import pull
from checks.daemon.facts import settle
from checks.errors.facts import fails
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    pull(machine, "busybox")


@pytest.mark.stops_containers
def test_stop_daemon(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert len(result.text.splitlines()) == 1


def test_start_again(step: StepRun) -> None:
    assert step.run().text == "linux\n"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_job_fails(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert str(result.stdout) == '{ "bip": }\n'


def test_log_says(step: StepRun) -> None:
    said = step.run().text
    assert said.startswith("unable to configure the Docker daemon")
    assert "invalid character '}'" in said
    assert len(said.splitlines()) == 1


@pytest.mark.deletes_data
def test_job_works(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert host.service("docker").is_running


@pytest.mark.stops_containers
def test_too_quickly(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 0)
    *restarts, last = str(result.stdout).splitlines()
    assert restarts == [f"restart {number}" for number in range(1, 6)]
    assert last == "docker.service: Start request repeated too quickly."


def test_quick_again(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert host.service("docker").is_running


@pytest.mark.stops_containers
def test_masked(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    result = fails(step, docker_version, 1)
    assert "not loaded" not in result.text
    assert not host.service("docker").is_running
    assert host.run("systemctl is-enabled docker.socket").stdout.strip() == "masked"


def test_unmasked(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running


def test_no_containerd(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_containerd_again(step: StepRun) -> None:
    assert step.run().text == "it works\n"


@pytest.mark.stops_containers
def test_stale_pid(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 0, hide={"pid": r"(?:^|PID )(\d+)\b"})
    assert "not loaded" not in result.text
    assert len(str(result.stdout).splitlines()) == 2


def test_whose_stale_pid(step: StepRun) -> None:
    assert step.run().text == "bash\n"


def test_remove_pid(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert host.service("docker").is_running


def test_remove_plugin(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_install_plugin(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout)
    # Of the update, and of the installation.
    assert said.count("Reading package lists...") == 2
    assert said.splitlines()[-1].startswith("Docker Compose version ")
    assert host.package("docker-compose-plugin").is_installed


def test_remove_plugin_again(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert not host.package("docker-compose-plugin").is_installed


def test_shorthand(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_shorthand_fixed(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout)
    assert said.splitlines()[-1].startswith("Docker Compose version ")
    assert host.package("docker-compose-plugin").is_installed
