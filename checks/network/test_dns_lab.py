"""Loopback servers, systemd-resolved and a VPN's names, as containers see them."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.daemon.facts import settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.network.names import SERVER, WIKI, company_dns, one_answer

ANSWER = f"Name:\twiki.corp.example\nAddress: {WIKI}"


@pytest.fixture(scope="module", autouse=True)
def dns(machine: Machine) -> None:
    """A company's name server; and a host whose resolv.conf is an ordinary file, as a server's is.

    In the machine it is mounted by the engine outside. systemd-resolved gets the lab's server, as
    it has it from DHCP elsewhere.
    """
    pull(machine, "busybox")
    settle(machine)
    company_dns(machine)
    done = machine.terminal.check(
        "mkdir -p /etc/docker /run/systemd/resolved.conf.d && cp /etc/resolv.conf /root/servers"
        " && umount /etc/resolv.conf && cp /root/servers /etc/resolv.conf"
        " && chmod 644 /etc/resolv.conf"
        ' && awk \'BEGIN { print "[Resolve]" } /^nameserver/ { print "DNS=" $2; exit }\''
        " /root/servers > /run/systemd/resolved.conf.d/lab.conf"
    )
    assert done.exit == 0, done.text


def _outside(machine: Machine) -> str:
    """The lab's name server."""
    found = machine.terminal.check("awk '/^nameserver/ { print $2; exit }' /root/servers")
    return str(found.stdout).strip()


def _servers(text: str) -> list[str]:
    """The name servers in a container's resolv.conf."""
    lines = (line.split() for line in text.splitlines())
    return [words[1] for words in lines if words[:1] == ["nameserver"]]


def _patience(machine: Machine) -> None:
    """Docker may be started again, as after a reader's pause."""
    machine.terminal.check("systemctl reset-failed docker docker.socket")


def test_loopback_only(step: StepRun) -> None:
    text = step.run().text
    assert _servers(text) == ["127.0.0.1", "8.8.8.8", "8.8.4.4"]
    assert "# Used default nameservers." in text


def test_servers_back(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    asked = "docker run --rm busybox cat /etc/resolv.conf"
    assert _servers(host.check_output(asked)) == [_outside(machine)]


def test_install_resolved(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.service("systemd-resolved").is_running


def test_resolved_host(step: StepRun) -> None:
    assert step.run().text == "nameserver 127.0.0.53\n"


def test_resolved_default(step: StepRun, machine: Machine) -> None:
    text = step.run().text
    assert _servers(text) == [_outside(machine)]
    assert "'/run/systemd/resolve/resolv.conf'" in text


def test_resolved_own(step: StepRun) -> None:
    text = step.run().text
    assert _servers(text) == ["127.0.0.11"]
    assert "# ExtServers: [host(127.0.0.53)]" in text


def test_vpn(step: StepRun, host: Host) -> None:
    text = step.run().text
    assert WIKI in text
    assert "wiki.corp.example" in text
    assert host.check_output("resolvectl domain eth0").endswith(": ~corp.example")


def test_vpn_default(step: StepRun) -> None:
    text = step.run(exit=1).text
    assert "can't find wiki.corp.example: NXDOMAIN" in text
    assert one_answer(text)


def test_vpn_own(step: StepRun) -> None:
    text = step.run().text
    assert ANSWER in text
    assert one_answer(text)


def test_stub(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    step.run()
    assert host.socket("udp://172.17.0.1:53").is_listening


def test_stub_default(step: StepRun) -> None:
    text = step.run().text
    assert "172.17.0.1:53" in text
    assert ANSWER in text
    assert one_answer(text)


def test_loopback_dns(step: StepRun, machine: Machine) -> None:
    _patience(machine)
    text = step.run(exit=1).text
    assert "configuration OK" in text
    assert "no servers could be reached" in text


def test_remove_lab(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    step.run()
    assert names(host, "--all") == set()
    assert not host.socket("udp://172.17.0.1:53").is_listening
    asked = "docker run --rm busybox cat /etc/resolv.conf"
    said = host.check_output(asked)
    assert SERVER not in said
    assert "127.0.0.53" not in _servers(said)
    assert not host.file("/etc/docker/daemon.json").exists
