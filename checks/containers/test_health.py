"""Health checks: what they say, and that Docker does nothing about it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

PAGE = "/www/index.html"
"""What the web server serves, and what the health check asks for."""

SECOND = 1_000_000_000
"""In nanoseconds, Docker's measure."""


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def _health(host: Host, name: str = "trial-web") -> dict[str, Any]:
    health: dict[str, Any] = inspect(host, name)["State"]["Health"]
    return health


def test_run_nginx(step: StepRun, host: Host) -> None:
    step.run()
    check = inspect(host, "trial-site")["Config"]["Healthcheck"]
    assert check == {
        "Test": [
            "CMD-SHELL",
            "curl --fail --silent --output /dev/null http://127.0.0.1/",
        ],
        "Interval": 10 * SECOND,
        "Timeout": 3 * SECOND,
        "Retries": 3,
        "StartPeriod": 30 * SECOND,
    }
    await_true(lambda: _health(host, "trial-site")["Status"] == "healthy")


def test_see_status(step: StepRun) -> None:
    text = step.run().text
    assert text.startswith("trial-site: Up ")
    assert text.endswith(" (healthy)\n")


def test_see_checks(step: StepRun) -> None:
    said = json.loads(step.run(hide={"results": r'"Log":\[(.*)\]'}).text)
    assert said["Status"] == "healthy"
    assert said["Log"][-1]["ExitCode"] == 0


def test_no_tool(step: StepRun, host: Host) -> None:
    step.run()
    check = inspect(host, "trial-other")["Config"]["Healthcheck"]
    assert check["Test"] == ["CMD-SHELL", "curl --fail http://127.0.0.1/"]
    await_true(lambda: _health(host, "trial-other")["Status"] == "unhealthy")
    await_true(lambda: len(_health(host, "trial-other")["Log"]) == 5)


def test_no_tool_why(step: StepRun) -> None:
    lines = step.run().text.split("\n\n")
    assert "127 /bin/sh: curl: not found" in lines[0]


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-web")
    check = facts["Config"]["Healthcheck"]
    assert check["Test"] == ["CMD-SHELL", "wget -q -O - http://127.0.0.1/index.html"]
    assert check["Interval"] == SECOND
    assert check["Timeout"] == 2 * SECOND
    assert check["Retries"] == 2
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    await_true(lambda: _health(host)["Status"] == "healthy")


def test_healthy(step: StepRun) -> None:
    text = step.run().text
    assert text.startswith("trial-web: Up ")
    assert text.endswith(" (healthy)\n")


def test_break(step: StepRun, host: Host) -> None:
    step.run()
    assert host.run(f"docker exec trial-web test -e {PAGE}").rc == 1
    await_true(lambda: _health(host)["Status"] == "unhealthy")
    # Docker keeps the last five results: the log is to hold failures only.
    await_true(lambda: all(entry["ExitCode"] == 1 for entry in _health(host)["Log"]))


def test_unhealthy(step: StepRun) -> None:
    # Whatever the restart policy says: Docker does not restart what is unhealthy.
    assert step.run().text == "unhealthy, running, 0\n"


def test_why(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert len(lines) >= 5
    assert set(lines[:-1]) == {"1 wget: server returned error: HTTP/1.1 404 Not Found"}


def test_list_unhealthy(step: StepRun, machine: Machine) -> None:
    assert set(step.run(unordered=True).text.splitlines()) == {"trial-web", "trial-other"}


def test_repair(step: StepRun, host: Host) -> None:
    # It is not another container, whose name has `web` in it, for whose health it waits.
    host.check_output(
        "docker run --detach --name myweb --health-cmd true --health-interval 1s busybox sleep 600"
    )
    await_true(lambda: _health(host, "myweb")["Status"] == "healthy")
    waits = step.step.command.splitlines()[-1]
    assert host.run("timeout 3 sh -c %s", waits).rc == 124
    host.check_output("docker rm --force myweb")
    step.run()
    assert host.check_output(f"docker exec trial-web cat {PAGE}") == "fine"
    assert _health(host)["Status"] == "healthy"


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
