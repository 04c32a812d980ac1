"""A published port passes ufw; what closes it; and what a flush of the rules does to Docker."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

TITLE = "<title>Welcome to nginx!</title>\n"
TIMED_OUT = 28
"""curl's exit code when its time is up."""


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """Another host, from which the port is tried; and the image."""
    pull(machine, "nginx")
    return machine.neighbour("client.internal")


def _rules(host: Host) -> list[str]:
    """The rules of the chain. Docker up to 27 ends it with a RETURN, which does nothing."""
    listed: str = host.check_output("sudo iptables --list-rules DOCKER-USER")
    return listed.splitlines()[1:]


def test_install_ufw(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.package("ufw").is_installed


def test_enable(step: StepRun, host: Host) -> None:
    step.run()
    status = host.check_output("ufw status verbose")
    assert "Status: active" in status
    assert "deny (incoming)" in status
    assert "22/tcp" in status


@pytest.mark.second_host
def test_own_server(step: StepRun, host: Host) -> None:
    result = step.run(exit=TIMED_OUT)
    assert re.search(r"timed out after \d{4,} milliseconds", str(result.stderr))
    assert inspect(host, "own")["HostConfig"]["NetworkMode"] == "host"
    # It is there, and it is the firewall that is in the way.
    assert host.run("curl --silent --fail http://localhost").rc == 0


@pytest.mark.second_host
def test_published(step: StepRun, host: Host) -> None:
    assert step.run().text.endswith(TITLE)


@pytest.mark.second_host
def test_deny(step: StepRun, host: Host) -> None:
    assert step.run().text.endswith(TITLE)
    assert "8080/tcp                   DENY" in host.check_output("ufw status")


def test_why(step: StepRun) -> None:
    rules = step.run().text.splitlines()
    assert rules
    assert all("--dport 8080 -j DNAT" in rule for rule in rules)


@pytest.mark.second_host
def test_close(step: StepRun, host: Host) -> None:
    untouched = _rules(host)
    result = step.run(exit=TIMED_OUT)
    assert re.search(r"timed out after \d{4,} milliseconds", str(result.stderr))
    assert _rules(host) == [
        "-A DOCKER-USER -p tcp -m conntrack --ctstate DNAT --ctorigdstport 8080 -j DROP",
        *untouched,
    ]


def test_still_local(step: StepRun) -> None:
    assert step.run().text == TITLE


@pytest.mark.second_host
def test_open(step: StepRun, host: Host) -> None:
    assert step.run().text == TITLE
    assert not any("8080" in rule for rule in _rules(host))


@pytest.mark.second_host
def test_loopback_shut(step: StepRun, host: Host) -> None:
    result = step.run(exit=TIMED_OUT)
    assert re.search(r"timed out after \d{4,} milliseconds", str(result.stderr))
    assert host.socket("tcp://127.0.0.1:8080").is_listening
    assert not host.socket("tcp://0.0.0.0:8080").is_listening
    await_true(lambda: host.run("curl --silent --fail http://127.0.0.1:8080").rc == 0)


def test_flush(step: StepRun, host: Host) -> None:
    step.run()
    assert "DOCKER" not in host.check_output("sudo iptables --table nat --list-rules")


def test_after_flush(step: StepRun, host: Host) -> None:
    result = step.run(exit=125, hide={"network": r"(endpoint broken \(\w+\))"})
    assert re.fullmatch(r"[0-9a-f]{64}\n", str(result.stdout))
    said = str(result.stderr)
    assert "No chain/target/match by that name" in said
    assert re.search(r"--dport 8090 -j DNAT --to-destination [\d.]+:80 ", said)
    assert names(host) == {"trial-web", "own"}


@pytest.mark.stops_containers
def test_after_flush_cure(step: StepRun, host: Host) -> None:
    step.run()
    assert "broken" in names(host)
    await_true(lambda: host.run("curl --silent --fail http://localhost:8090").rc == 0)


def test_remove_lab(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    # The page's own rule is gone, the others and the firewall are as they were.
    status = host.check_output("ufw status")
    assert "Status: active" in status
    assert "22/tcp" in status
    assert "8080/tcp" not in status
