"""Which service reaches which, and what the host has published."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.compose.facts import RUNNING, assert_waited, containers, made, published, set_up, states
from checks.folder import elsewhere
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    set_up(machine)


def test_up(step: StepRun, host: Host) -> None:
    assert_waited(step.run(limit=120))
    assert states(host) == RUNNING


def test_by_name(step: StepRun, host: Host) -> None:
    result = step.run(hide={"container": r"shop 1.0 on ([0-9a-f]{12})"})
    assert containers(host)["app-1"]["Id"].startswith(result.text.split()[3])


def test_not_reached(step: StepRun) -> None:
    assert step.run(exit=6).text.splitlines() == ["curl: (6) Could not resolve host: db"]


def test_reached(step: StepRun) -> None:
    assert step.run().text == "5432\n"


def test_no_way_out(step: StepRun, host: Host) -> None:
    assert "/dev/tcp/192.0.2.1/443: Network is unreachable" in step.run(exit=1).text
    # The same from the other network finds a way at least as far as the host.
    code = "import socket; s = socket.socket(2, 2); s.connect(('192.0.2.1', 443)); print('out')"
    assert host.check_output("docker exec shop-app-1 python3 -c %s", code) == "out"


def test_published(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    assert lines[0].split() == ["SERVICE", "PORTS"]
    assert sum(":8080->80/tcp" in line for line in lines) == 1
    assert {name: published(facts) for name, facts in containers(host).items()} == {
        "web-1": {"80/tcp": ["8080"]},
        "app-1": {},
        "db-1": {},
    }


def test_not_published(step: StepRun) -> None:
    assert "port 5432" in step.run(exit=7).text


def test_members(step: StepRun, host: Host) -> None:
    hide = {"containers": r"internal=\w+ (.*)$"}
    front, back = str(step.run(unordered=True, hide=hide).stdout).splitlines()[::-1]
    members = {
        name: {found["Name"] for found in json.loads(said)[0]["Containers"].values()}
        for name in ("shop_front", "shop_back")
        if (said := host.check_output("docker network inspect %s", name))
    }
    assert members["shop_front"] == {"shop-web-1", "shop-app-1"}
    assert members["shop_back"] == {"shop-app-1", "shop-db-1"}
    lines = {line.partition(":")[0]: line.split()[1:] for line in (front, back)}
    assert lines["shop_front"][0] == "internal=false"
    assert lines["shop_back"][0] == "internal=true"
    assert {name: set(words[1:]) for name, words in lines.items()} == members


def test_down(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        step.run()
    assert containers(host) == {}
    assert made(host, "network") == set()
