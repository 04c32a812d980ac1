"""A neighbour reaches a container in the LAN, past the host's firewall; and wrong parents."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import address, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.network.routes import second_routes

TITLE = "<title>Welcome to nginx!</title>\n"


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """Another machine of the LAN; and the image."""
    pull(machine, "nginx")
    return machine.neighbour("client.internal")


def _networks(host: Host) -> set[str]:
    """The macvlan networks."""
    listed = "docker network ls --filter driver=macvlan --format '{{.Name}}'"
    return set(host.check_output(listed).split())


def test_create_again(step: StepRun, host: Host, client: Machine) -> None:
    with second_routes(host):
        step.run()
    there = address(host, "lan-web", "trial-lan")
    assert there.endswith(".210")
    (config,) = json.loads(host.check_output("docker network inspect trial-lan"))[0]["IPAM"][
        "Config"
    ]
    assert config["IPRange"].endswith(".208/28")
    assert config["Gateway"] == host.check_output("ip route show default").split()[2]
    asked = f"curl --silent --fail --max-time 3 http://{there}"
    await_true(lambda: client.terminal.check(asked).exit == 0)


@pytest.mark.second_host
def test_neighbour(step: StepRun) -> None:
    assert step.run().text == TITLE


def test_no_ports(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    # A container of this name that has one shows it.
    host.check_output(
        "docker rename lan-web aside && docker run --detach --name lan-web --publish 8099:80 nginx"
    )
    assert "80/tcp -> 0.0.0.0:8099" in step.again().text
    host.check_output("docker rm --force lan-web && docker rename aside lan-web")


@pytest.mark.second_host
def test_past_the_firewall(step: StepRun, host: Host, client: Machine) -> None:
    assert step.run().text == TITLE
    assert "-A DOCKER-USER -j DROP" in host.check_output("sudo iptables --list-rules DOCKER-USER")
    # The rule holds for ports that the host has.
    listener = "systemd-socket-activate --listen=0.0.0.0:80 /bin/true"
    host.check_output(f"sudo systemd-run --quiet --unit=on-80 {listener}")
    await_true(lambda: host.socket("tcp://0.0.0.0:80").is_listening)
    asked = "curl --silent --max-time 2 http://server.internal"
    assert client.terminal.check(asked).exit == 28
    host.check_output("sudo systemctl stop on-80")


def test_rules_off(step: StepRun, host: Host) -> None:
    step.run()
    assert "DROP" not in host.check_output("sudo iptables --list-rules DOCKER-USER")
    assert "--dport 80 " not in host.check_output("sudo iptables --list-rules INPUT")


def test_same_parent(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    if docker_version >= (28,):
        step.run()
        assert _networks(host) == {"trial-lan", "lan-2"}
    else:
        said = str(step.run(exit=1, hide={"id": r"network dm-(\w+) "}).stderr)
        assert "is already using parent interface eth0" in said
        assert _networks(host) == {"trial-lan"}


def test_wrong_parent(step: StepRun, host: Host) -> None:
    said = str(step.run(exit=1).stderr)
    assert "invalid subinterface vlan name nosuch0, example formatting is eth0.10" in said
    assert "lan-3" not in _networks(host)


def test_remove_lab(step: StepRun, host: Host) -> None:
    step.run(unordered=True)
    assert names(host, "--all") == set()
    assert _networks(host) == set()
