"""A network with IPv6, a port on both protocols, and IPv6 in the default network."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.daemon.facts import OWN, assert_gives_back, assert_merges, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.network.names import one_answer
from checks.network.settings import assert_checks_draft, assert_refuses_old
from checks.network.six import SERVER, with_ipv6

TITLE = "<title>Welcome to nginx!</title>\n"
WANTED = {"ipv6": True, "fixed-cidr-v6": "fd00:d0c:6:2::/64"}


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """IPv6 in the local network, and a Docker with default settings."""
    settle(machine)
    with_jq(machine)
    pull(machine, "nginx", "busybox")
    with_ipv6(machine, SERVER)


def test_create(step: StepRun, host: Host) -> None:
    step.run()
    made = json.loads(host.check_output("docker network inspect trial-six"))[0]
    assert made["EnableIPv6"] is True
    subnets = [config["Subnet"] for config in made["IPAM"]["Config"]]
    # IPv4 it has as well.
    assert len(subnets) == 2
    assert "fd00:d0c:6:1::/64" in subnets


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: host.run("curl --silent --fail http://127.0.0.1:8086").rc == 0)
    assert inspect(host, "six-web")["NetworkSettings"]["Networks"]["trial-six"]["IPAddress"]


def test_see(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert lines == ["fd00:d0c:6:1::2", "80/tcp -> 0.0.0.0:8086", "80/tcp -> [::]:8086"]


def test_fetch(step: StepRun) -> None:
    assert step.run().text == TITLE


def test_between(step: StepRun) -> None:
    text = step.run().text
    assert "Name:\tsix-web\nAddress: fd00:d0c:6:1::2" in text
    assert text.endswith(TITLE)
    assert one_answer(text.removesuffix(TITLE))


def test_fixed(step: StepRun) -> None:
    text = step.run(hide={"interface": r"^(\d+: eth0@if\d+)"}).text
    assert "inet6 fd00:d0c:6:1::99/64 scope global" in text


@pytest.mark.stops_containers
def test_set_default(step: StepRun, host: Host, machine: Machine) -> None:
    assert_merges(step, host, machine, OWN | WANTED, WANTED, "before-ipv6")
    assert_checks_draft(step, host, machine, WANTED, "before-ipv6")


def test_see_default(step: StepRun) -> None:
    text = step.run(hide={"interface": r"^(\d+: eth0@if\d+)"}).text
    assert "inet6 fd00:d0c:6:2:" in text


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    assert_refuses_old(step, host, machine, WANTED, "before-ipv6")
    had = {"ipv6": False, "fixed-cidr-v6": "fd00:d0c:6:7::/64"}
    assert_gives_back(step, host, machine, OWN | WANTED, "before-ipv6", had)
    shown = "docker run --rm busybox ip -6 address show dev eth0"
    assert "inet6" not in host.check_output(shown)


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert "trial-six" not in host.check_output("docker network ls --format '{{.Name}}'").split()
