"""Restart policies: a process killed, Docker restarted, the machine rebooted."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

POLICIES = {"plain": "no", "on-failure": "on-failure", "unless-stopped": "unless-stopped"}
POLICIES["always"] = "always"


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "busybox")


def _policy(host: Host, name: str) -> tuple[str, int]:
    policy = inspect(host, name)["HostConfig"]["RestartPolicy"]
    return policy["Name"], policy["MaximumRetryCount"]


def test_run_policies(step: StepRun, host: Host) -> None:
    step.run()
    for name, policy in POLICIES.items():
        found = inspect(host, name)
        assert found["State"]["Running"]
        assert found["HostConfig"]["Init"] is True
        assert found["Config"]["Cmd"] == ["sleep", "600"]
        assert _policy(host, name) == (policy, 3 if name == "on-failure" else 0)


def test_crash(step: StepRun, host: Host) -> None:
    step.run()
    # Docker takes a tenth of a second or more before it starts a container again.
    again = ("on-failure", "unless-stopped", "always")
    await_true(lambda: all(inspect(host, name)["RestartCount"] == 1 for name in again))
    await_true(lambda: names(host) == set(again))
    await_true(lambda: not is_running(host, "plain"))
    assert inspect(host, "plain")["State"]["ExitCode"] == 137


def test_who_came_back(step: StepRun) -> None:
    assert step.run().text.splitlines() == [
        "/plain: exited, 0",
        "/on-failure: running, 1",
        "/unless-stopped: running, 1",
        "/always: running, 1",
    ]


def test_stop_two(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: names(host) == {"on-failure"})


@pytest.mark.stops_containers
def test_restart_docker(step: StepRun) -> None:
    # SIGTERM ended `on-failure` with 143, which counts as a failure.
    assert step.run().text.splitlines() == [
        "/plain: exited",
        "/on-failure: running",
        "/unless-stopped: exited",
        "/always: running",
    ]


def test_change_policy(step: StepRun, host: Host) -> None:
    step.run()
    assert _policy(host, "plain") == ("unless-stopped", 0)
    assert names(host) >= {"plain", "unless-stopped", "always"}


@pytest.mark.stops_containers
def test_reboot(step: StepRun, host: Host) -> None:
    before = {name: inspect(host, name)["State"]["StartedAt"] for name in POLICIES}
    step.reboot()
    await_true(lambda: names(host) >= set(POLICIES))
    for name in POLICIES:
        assert inspect(host, name)["State"]["StartedAt"] > before[name]


def test_after_reboot(step: StepRun) -> None:
    said = dict(line[1:].split(": ") for line in step.run().text.splitlines())
    assert {name for name, state in said.items() if state == "running"} == set(POLICIES)
    assert set(said) == set(POLICIES)


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
