"""Errors of the network that reach beyond one container: no pools left, no chains."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import events, inspect, names, pull
from checks.daemon.facts import settle
from checks.errors.facts import fails
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    pull(machine, "nginx", "busybox")


def test_no_pools(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert str(result.stdout) == ""


def test_pools_again(step: StepRun, host: Host) -> None:
    assert len(step.run().text.splitlines()) == 1
    listed = host.check_output("docker network ls")
    assert "err-net1" not in listed
    assert "err-one-more" in listed


def test_no_chain(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(
        step,
        docker_version,
        125,
        hide={"endpoint": r"err-rules \((\w+)\)", "address": r"destination ([\d.]+):80"},
    )
    (port,) = inspect(host, "err-rules")["HostConfig"]["PortBindings"]["80/tcp"]
    assert port["HostPort"] == "8080"


@pytest.mark.stops_containers
def test_chains_again(step: StepRun, host: Host) -> None:
    step.run()
    assert "-N DOCKER" in host.check_output("iptables --table nat --list-rules")
    # Its port could be published, and nothing is left of it.
    assert len(events(host, "--filter container=err-rules", "--filter event=start")) == 1
    assert names(host, "--all") == set()
    assert "err-one-more" not in host.check_output("docker network ls")


def test_no_forwarding(step: StepRun) -> None:
    said = step.run(exit=1, hide={"address": r"(?:PING |--- )([\d.]+)"}).text
    assert "2 packets transmitted, 0 packets received, 100% packet loss" in said


def test_forwarding_again(step: StepRun, host: Host) -> None:
    said = step.run().text.splitlines()
    received = "2 packets transmitted, 2 packets received, 0% packet loss"
    assert said == ["net.ipv4.ip_forward = 1", received]
    assert names(host, "--all") == set()
