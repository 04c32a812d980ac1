"""Who starts when: with health checks, without them, and with a check that fails."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import RUNNING, assert_waited, containers, made, set_up, states
from checks.folder import elsewhere
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    set_up(machine)


def test_up(step: StepRun, host: Host) -> None:
    assert_waited(step.run(limit=120))
    assert states(host) == RUNNING


def test_started(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    assert [line.split()[1] for line in lines] == ["/shop-db-1", "/shop-app-1", "/shop-web-1"]
    # By time, not as they are named in the command.
    host.check_output("docker restart shop-app-1")
    again = str(step.again().stdout).splitlines()
    assert [line.split()[1] for line in again] == ["/shop-db-1", "/shop-web-1", "/shop-app-1"]
    await_true(lambda: states(host) == RUNNING)


def test_without(step: StepRun, host: Host) -> None:
    with elsewhere(step, "no-order.yaml"):
        step.run()
    facts = containers(host, "shop-order")
    assert set(facts) == {"app-1", "db-1"}
    assert facts["app-1"]["HostConfig"]["RestartPolicy"]["Name"] == "no"
    assert states(host) == RUNNING  # the other project is left alone


def test_crashed(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines() == ["1", "OperationalError"]
    # A database that is stopped while it is set up for the first time takes its whole minute.
    assert states(host, "shop-order")["db-1"] == "healthy"


def test_unhealthy(step: StepRun, host: Host) -> None:
    with elsewhere(step, "sick.yaml"):
        said = step.run(exit=1).text
    assert "dependency failed to start: container shop-order-db-1 is unhealthy" in said
    assert "Attaching to" not in said  # --detach
    facts = containers(host, "shop-order")
    assert facts["db-1"]["State"]["Health"]["Status"] == "unhealthy"
    assert facts["db-1"]["State"]["Running"]
    assert facts["app-1"]["State"]["Status"] == "created"
    # After two failures a second apart, and without the minute that the file allows for a start.
    sick = facts["db-1"]["Config"]["Healthcheck"]
    assert (sick["Interval"], sick["Retries"]) == (10**9, 2)
    assert sick.get("StartPeriod", 0) == 0


def test_why(step: StepRun, host: Host) -> None:
    def checked() -> int:
        return len(containers(host, "shop-order")["db-1"]["State"]["Health"]["Log"])

    await_true(lambda: checked() == 5)  # no more are kept
    assert str(step.run().text).split("\n") == [*["127.0.0.1:5555 - no response"] * 5, "", ""]


def test_no_check(step: StepRun, host: Host) -> None:
    with elsewhere(step, "no-check.yaml"):
        said = step.run(exit=1).text
    assert "container shop-order-db-1 has no healthcheck configured" in said
    assert "Attaching to" not in said  # --detach
    assert containers(host, "shop-order")["app-1"]["State"]["Status"] == "created"


def test_clean_up(step: StepRun, host: Host) -> None:
    with elsewhere(step, "sick.yaml"):
        step.run()
    assert containers(host) == containers(host, "shop-order") == {}
    assert made(host, "volume", "shop-order") == set()
    assert made(host, "volume") == {"shop_data"}
    for name in ("no-order", "sick", "no-check"):
        assert not host.file(f"{HOME}/shop/{name}.yaml").exists
