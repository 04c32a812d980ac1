"""A port that another program has; and one on loopback, with a neighbour in the same network."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

TITLE = "<title>Welcome to nginx!</title>\n"
REFUSED = 7
"""curl's exit code when nothing listens."""


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """The neighbour, from which the port is tried; and the image."""
    pull(machine, "nginx")
    return machine.neighbour("client.internal")


def _addresses(client: Machine) -> str:
    """The loopback addresses of the neighbour."""
    return str(client.terminal.check("ip -4 -brief address show lo").stdout)


def test_other_program(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    await_true(lambda: host.socket("tcp://0.0.0.0:8090").is_listening)


def test_port_in_use(step: StepRun, host: Host) -> None:
    result = step.run(exit=125, hide={"network": r"(endpoint trial-second \(\w+\))"})
    assert "address already in use" in str(result.stderr)
    assert "0.0.0.0:8090" in str(result.stderr)
    assert re.fullmatch(r"[0-9a-f]{64}\n", str(result.stdout))
    assert names(host, "--all") == {"trial-second"}
    assert inspect(host, "trial-second")["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "", "HostPort": "8090"}]
    }


def test_who_listens(step: StepRun) -> None:
    (row,) = step.run(hide={"pid": r"pid=(\d+)"}).text.splitlines()[1:]
    state, _, _, address, *_ = row.split()
    assert (state, address) == ("LISTEN", "0.0.0.0:8090")
    assert "systemd-socket-" in row


def test_stop_program(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.socket("tcp://0.0.0.0:8090").is_listening


def test_publish_inside(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-inside")["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8081"}]
    }
    await_true(lambda: host.run("curl --silent --fail http://127.0.0.1:8081").rc == 0)


@pytest.mark.second_host
def test_refused(step: StepRun) -> None:
    result = step.run(exit=REFUSED)
    assert "Could not connect" in str(result.stderr) or "Failed to connect" in str(result.stderr)
    assert "server.internal port 8081 " in str(result.stderr)


@pytest.mark.second_host
def test_pretend(step: StepRun, client: Machine) -> None:
    step.run()
    assert "127.0.0.1" not in _addresses(client)
    route = str(client.terminal.check("ip route get 127.0.0.1").stdout)
    address = str(client.terminal.check("getent ahostsv4 server.internal").stdout).split()[0]
    assert f"via {address} " in route
    assert backend.host(client).sysctl("net.ipv4.conf.all.route_localnet") == 1


@pytest.mark.second_host
def test_reach(step: StepRun, docker_version: tuple[int, ...]) -> None:
    closed = docker_version >= (28,)
    assert step.run(exit=1 if closed else 0).text == ("" if closed else TITLE)


def test_guard(step: StepRun, docker_version: tuple[int, ...]) -> None:
    rules = step.run().text.splitlines()
    drop = "-A PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 8081 -j DROP"
    assert rules[0] == "-P PREROUTING ACCEPT"
    assert (drop in rules) == (docker_version >= (28,))


@pytest.mark.second_host
def test_pretend_no_more(step: StepRun, client: Machine) -> None:
    step.run()
    assert "127.0.0.1/8" in _addresses(client)
    assert "dev lo" in str(client.terminal.check("ip route get 127.0.0.1").stdout)
    assert backend.host(client).sysctl("net.ipv4.conf.all.route_localnet") == 0


def test_remove_inside(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
