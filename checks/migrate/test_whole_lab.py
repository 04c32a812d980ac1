"""A whole VM as a privileged container with systemd: it starts, and it has no walls."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import events
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import CHANGED, running
from checks.migrate.moved import refusals


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    return running(machine)


def _seconds(text: str) -> float:
    """What bash's `time` printed as real time."""
    found = re.search(r"real\s+(\d+)m([\d.]+)s", text)
    assert found, text
    return int(found[1]) * 60 + float(found[2])


HIDE = {"time": r"(?:real|user|sys)\t(\d+m[\d.]+s)"}


@pytest.mark.second_host
def test_import_whole(step: StepRun, host: Host) -> None:
    step.run(limit=300, hide=CHANGED)
    assert host.run("docker image inspect legacy:whole").succeeded
    for path in ("/boot", "/var/cache", "/var/log/journal"):
        assert not host.run("docker run --rm legacy:whole ls %s", path).succeeded


def _is_like_a_machine(host: Host) -> None:
    """As systemd wants its container, also the systemd of an older VM."""
    settings = host.docker("legacy").inspect()["HostConfig"]
    assert settings["Privileged"]
    assert settings["CgroupnsMode"] == "private"
    assert settings["Tmpfs"] == {"/run": "", "/run/lock": ""}


def test_boot(step: StepRun, host: Host) -> None:
    step.run()
    assert host.docker("legacy").is_running
    _is_like_a_machine(host)


def test_boot_answers(step: StepRun) -> None:
    waited = {"each time that curl had to wait": r"\A((?:curl: .*\n)*)\Z"}
    assert '"orders": 1000' in step.run(hide=waited).text
    assert refusals(step) == 1


def test_boot_runs(step: StepRun) -> None:
    assert step.run().text == "active\n" * 4


def test_sees_the_disks(step: StepRun, host: Host) -> None:
    def created() -> int:
        return len(events(host, "--filter type=container --filter event=create"))

    before = created()
    privileged, ordinary = step.run(hide={"n": r"^([1-9]\d*)$"}).text.splitlines()
    assert int(privileged) > 0
    assert ordinary == "0"
    assert created() == before + 1  # it was asked


def test_slow_stop(step: StepRun, host: Host) -> None:
    result = step.run(hide=HIDE)
    assert _seconds(result.text) > 9
    assert host.check_output("docker inspect --format '{{.State.ExitCode}}' legacy") == "137"


def test_proper_stop(step: StepRun, host: Host) -> None:
    result = step.run(hide=HIDE)
    assert _seconds(result.text) < 9
    assert '"orders": 1000' in str(result.stdout)
    _is_like_a_machine(host)
    assert host.docker("legacy").inspect()["Config"]["StopSignal"] == "SIGRTMIN+3"
    assert host.check_output("docker inspect --format '{{.State.ExitCode}}' legacy") != "137"


def test_remove_whole(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
    assert host.check_output("docker images --quiet legacy") == ""
