"""Which name servers containers ask: by default, for all, and for one."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names
from checks.daemon.facts import OWN, assert_gives_back, assert_merges, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.network.names import SERVER, WIKI, company_dns

WANTED = {"dns": [SERVER], "dns-search": ["corp.example"], "dns-opts": ["timeout:2"]}


@pytest.fixture(scope="module", autouse=True)
def dns(machine: Machine) -> None:
    """A company's name server, and a Docker with default settings."""
    settle(machine)
    with_jq(machine)
    company_dns(machine)
    done = machine.terminal.check("docker pull busybox", 120)
    assert done.exit == 0, done.text


def _host_servers(host: Host) -> list[str]:
    """The name servers of the host."""
    found = host.check_output("awk '/^nameserver/ { print $2 }' /etc/resolv.conf")
    return list(found.splitlines())


def _servers(text: str) -> list[str]:
    """The name servers in a container's resolv.conf."""
    lines = (line.split() for line in text.splitlines())
    return [words[1] for words in lines if words[:1] == ["nameserver"]]


def test_see_default(step: StepRun, host: Host) -> None:
    assert _servers(step.run().text) == _host_servers(host)


def test_see_own(step: StepRun, host: Host) -> None:
    text = step.run().text
    assert _servers(text) == ["127.0.0.11"]
    # Docker notes there whom it asks; since 28 from the host's own network.
    (first, *_) = _host_servers(host)
    assert f"# ExtServers: [{first}]" in text or f"# ExtServers: [host({first})]" in text


def test_test_name(step: StepRun) -> None:
    text = step.run().text
    assert "127.0.0.11:53" in text
    assert "Name:\tregistry-1.docker.io" in text


@pytest.mark.stops_containers
def test_set_dns(step: StepRun, host: Host, machine: Machine) -> None:
    assert_merges(step, host, machine, OWN | WANTED, WANTED, "before-dns")


def test_see_dns(step: StepRun) -> None:
    text = step.run().text
    assert _servers(text) == [SERVER]
    assert "\nsearch corp.example\n" in text
    assert "\noptions timeout:2\n" in text
    assert f"Name:\twiki.corp.example\nAddress: {WIKI}" in text


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    had = {"dns": ["192.0.2.1"], "dns-opts": ["attempts:3"]}
    assert_gives_back(step, host, machine, OWN | WANTED, "before-dns", had)
    asked = "docker run --rm busybox cat /etc/resolv.conf"
    assert _servers(host.check_output(asked)) == _host_servers(host)


def test_one_container(step: StepRun, host: Host) -> None:
    text = step.run().text
    assert _servers(text) == ["127.0.0.11"]
    assert "\nsearch corp.example\n" in text
    assert "\noptions timeout:2 ndots:0\n" in text
    assert f"# ExtServers: [{SERVER}]" in text


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert "dns-check" not in host.check_output("docker network ls --format '{{.Name}}'")
