"""Containers in the host's own network: no address, no published ports, no names."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

TITLE = "<title>Welcome to nginx!</title>\n"
SOCKETS = {"queue": r"^LISTEN +\d+ +(\d+)", "process": r"(users:\(.*\))"}


def _listening(text: str) -> set[str]:
    """The addresses that ss shows, which are of TCP's listening sockets, without a header."""
    rows = [line.split() for line in text.splitlines()]
    assert all(row[0] == "LISTEN" for row in rows)
    return {row[3] for row in rows}


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def test_free(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert not host.socket("tcp://0.0.0.0:80").is_listening
    # One that listens is shown.
    host.check_output("docker run --detach --name early --network host busybox httpd -f -p 80")
    await_true(lambda: any(one.endswith(":80") for one in _listening(step.again().text)))
    host.check_output("docker rm --force early")


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "host-web")
    assert facts["HostConfig"]["NetworkMode"] == "host"
    assert facts["State"]["Running"]
    assert host.check_output("docker exec host-web hostname") == host.check_output("hostname")


def test_fetch(step: StepRun) -> None:
    assert step.run().text.strip() == TITLE.strip()


def test_see(step: StepRun, host: Host) -> None:
    # Beside a container that is not the page's.
    host.check_output("docker run --detach --name other busybox sleep 999")
    first, _, sockets = step.run(hide=SOCKETS).text.partition("\n")
    host.check_output("docker rm --force other")
    assert first == "host-web: "
    assert {"0.0.0.0:80"} <= _listening(sockets) <= {"0.0.0.0:80", "[::]:80"}
    assert host.socket("tcp://0.0.0.0:80").is_listening


def test_discarded(step: StepRun) -> None:
    assert "Published ports are discarded when using host network mode" in step.run().text


def test_taken(step: StepRun) -> None:
    assert "nc: bind: Address already in use" in step.run(exit=1).text


def test_who(step: StepRun) -> None:
    text = step.run(hide=SOCKETS).text
    assert all('(("nginx",pid=' in line for line in text.splitlines())
    assert {"0.0.0.0:80"} <= _listening(text) <= {"0.0.0.0:80", "[::]:80"}


def test_by_name(step: StepRun, host: Host) -> None:
    assert "bad address 'host-web'" in step.run(exit=1).text
    # In the default network it would not be known either: it was in the host's.
    assert step.span
    asked = "docker events --since %s --until %s --filter event=connect --format %s"
    name = "{{.Actor.Attributes.name}}"
    times = [f"{time:.3f}" for time in (step.span[0] - 1, step.span[1] + 1)]
    assert host.check_output(asked, *times, name).splitlines()[-1:] == ["host"]


def test_by_address(step: StepRun) -> None:
    assert step.run().text.strip() == TITLE.strip()


def test_not_the_host(step: StepRun, host: Host) -> None:
    before = host.check_output("docker logs host-web")
    said = step.run(exit=1).text
    assert said.strip() == "wget: can't connect to remote host (127.0.0.1): Connection refused"
    assert host.check_output("docker logs host-web") == before


def test_to_host(step: StepRun, host: Host) -> None:
    assert step.run().text.strip() == TITLE.strip()
    # Asked by a container of the bridge, at the bridge's own address.
    form = "{{(index .IPAM.Config 0).Subnet}}"
    bridge = host.check_output("docker network inspect --format %s bridge", form)
    asked = host.check_output("docker logs --tail 1 host-web 2> /dev/null").split()[0]
    assert ip_address(asked) in ip_network(bridge)


def test_compose(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "host\n"
    await_true(lambda: host.socket("tcp://0.0.0.0:8082").is_listening)


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    for port in (80, 8082):
        assert not host.socket(f"tcp://0.0.0.0:{port}").is_listening
