"""Containers and a restart of the daemon, without live-restore and with it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    assert_restarted,
    configured,
    info,
    process,
    settle,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def web(host: Host) -> str:
    """The container's main process."""
    return str(host.check_output("docker inspect --format '{{.State.Pid}}' web"))


def test_run_web(step: StepRun, host: Host) -> None:
    step.run()
    assert host.docker("web").is_running


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert step.result is not None
    assert str(step.result.stdout).startswith("web: Exited (")


@pytest.mark.deletes_data
def test_keep_alive(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    await_true(lambda: info(host)["LiveRestoreEnabled"] is True)
    step.run()  # once more, now that the folder is there
    assert configured(host) == {"live-restore": True}
    assert process(host) == before


def test_start_web(step: StepRun, host: Host) -> None:
    step.run()
    assert host.docker("web").is_running


def test_stop_docker(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.service("docker.service").is_running
    assert not host.service("docker.socket").is_running


def test_still_serving(step: StepRun, host: Host) -> None:
    arguments, title = str(step.run().stdout).splitlines()
    assert arguments.startswith("nginx: master process")
    assert "nginx" in title.removeprefix("<title>")
    # Looking must not have woken Docker.
    assert not host.service("docker.service").is_running


def test_start_docker(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running


def test_same_process(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "the same process\n"
    assert host.process.get(pid=int(web(host))).comm == "nginx"


def test_other_bridge(step: StepRun, host: Host) -> None:
    before = web(host)
    assert step.run().text.splitlines()[-1].split() == ["docker0", "UP", "172.17.0.1/16"]
    assert configured(host) == {"live-restore": True, "bip": "10.200.0.1/24"}
    assert web(host) == before


def test_why_not(step: StepRun) -> None:
    said = step.run().text
    assert "there are running containers, updated network configuration will not take a" in said


@pytest.mark.stops_containers
def test_stop_first(step: StepRun, host: Host) -> None:
    # The starts before it do not count: a reader takes longer than a minute for them.
    host.check_output("systemctl reset-failed docker")
    assert step.run().text.splitlines()[-1].split() == ["docker0", "DOWN", "10.200.0.1/24"]
    assert not host.docker("web").is_running


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
