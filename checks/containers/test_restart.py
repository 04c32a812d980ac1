"""A restart policy for a service, new or old, and what makes one useless."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def _policy(host: Host, name: str) -> tuple[str, int]:
    policy = inspect(host, name)["HostConfig"]["RestartPolicy"]
    return policy["Name"], policy["MaximumRetryCount"]


def test_run_web(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-web")["Config"]["Image"] == "nginx"
    assert is_running(host, "trial-web")
    assert _policy(host, "trial-web") == ("unless-stopped", 0)


def test_run_old(step: StepRun, host: Host) -> None:
    step.run()
    assert is_running(host, "trial-old")
    assert inspect(host, "trial-old")["Config"]["Cmd"] == ["sleep", "600"]
    assert _policy(host, "trial-old") == ("no", 0)


def test_set_existing(step: StepRun, host: Host) -> None:
    before = inspect(host, "trial-old")["State"]["Pid"]
    step.run()
    assert _policy(host, "trial-old") == ("unless-stopped", 0)
    assert inspect(host, "trial-old")["State"]["Pid"] == before


def test_see_policies(step: StepRun, machine: Machine) -> None:
    machine.terminal.check("docker create --name bystander busybox")
    assert set(step.run(unordered=True).text.splitlines()) == {
        "/bystander: no",
        "/trial-old: unless-stopped",
        "/trial-web: unless-stopped",
    }
    machine.terminal.check("docker rm bystander")


def test_docker_on_boot(step: StepRun, host: Host) -> None:
    assert step.run().text == "enabled\n"
    assert host.service("docker").is_enabled


def test_undo(step: StepRun, host: Host) -> None:
    step.run()
    assert _policy(host, "trial-old") == ("no", 0)
    assert is_running(host, "trial-old")


def test_loop(step: StepRun, host: Host) -> None:
    step.run()
    assert _policy(host, "trial-loop") == ("unless-stopped", 0)
    # The pause doubles each time: by now it is some seconds long, and the next step meets it.
    await_true(lambda: inspect(host, "trial-loop")["RestartCount"] > 5)
    await_true(lambda: inspect(host, "trial-loop")["State"]["Status"] == "restarting")


def test_loop_state(step: StepRun) -> None:
    assert step.run().text == "restarting, exit code 1\n"


def test_loop_why(step: StepRun) -> None:
    result = step.run()
    assert str(result.stderr) == "no settings file\n"


def test_loop_stop(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-loop")["State"]["Status"] == "exited"


def test_give_up(step: StepRun, host: Host) -> None:
    step.run()
    assert _policy(host, "trial-hopeless") == ("on-failure", 2)
    await_true(lambda: inspect(host, "trial-hopeless")["State"]["Status"] == "exited")


def test_gave_up(step: StepRun) -> None:
    assert step.run().text == "/trial-hopeless: exited, 2\n"


def test_rm_and_restart(step: StepRun, host: Host) -> None:
    before = names(host, "--all")
    result = step.run(exit=125)
    # Docker 28 and later: "cannot specify both --restart and --rm".
    said = result.text.lower()
    assert all(word in said for word in ("conflicting options", "--restart and --rm"))
    assert names(host, "--all") == before


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
