"""IPv6 from outside and to the outside, with the firewall rules of Docker 26 and of 29."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.daemon.facts import DAEMON_JSON, process, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.network.six import CLIENT, SERVER, with_ipv6

TITLE = "<title>Welcome to nginx!</title>\n"


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """A neighbour in a local network with IPv6; and the images."""
    settle(machine)
    pull(machine, "nginx", "busybox")
    machine.terminal.check("mkdir --parents /etc/docker")
    other = machine.neighbour("client.internal")
    with_ipv6(machine, SERVER)
    with_ipv6(other, CLIENT)
    return other


def _patience(machine: Machine) -> None:
    """Docker may be started again, as after a reader's pause."""
    machine.terminal.check("systemctl reset-failed docker docker.socket")


def _networks(host: Host) -> set[str]:
    """The networks that there are."""
    return set(host.check_output("docker network ls --format '{{.Name}}'").split())


def _requests(host: Host) -> int:
    """How many the server has noted."""
    return str(host.check_output("docker logs six-web")).count('"GET ')


def test_no_subnet(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    if docker_version >= (27,):
        step.run()
        subnets = "docker network inspect --format '{{json .IPAM.Config}}' any"
        assert '"Subnet":"fd' in host.check_output(subnets)
    else:
        said = str(step.run(exit=1).stderr)
        assert "could not find an available, non-overlapping IPv6 address pool" in said


def test_create_again(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: host.run("curl --silent --fail http://127.0.0.1:8086").rc == 0)


@pytest.mark.second_host
def test_from_outside(step: StepRun, host: Host) -> None:
    before = _requests(host)
    assert step.run().text == TITLE
    # The next step shows who came last, which is noted after the answer.
    await_true(lambda: _requests(host) > before)


def test_who_came(step: StepRun, docker_version: tuple[int, ...]) -> None:
    direct = docker_version >= (27,)
    hide = {"time": r"\[(.*?)\]"} | ({} if direct else {"host": r"^(fd00:\S+) "})
    came = str(step.run(hide=hide).stdout).split()[0]
    # Without rules for IPv6, Docker's proxy process stands between, at an address of the host.
    if direct:
        assert came == CLIENT
    else:
        assert came in (SERVER, "fd00:d0c:6:1::1")


def test_way_out(step: StepRun, docker_version: tuple[int, ...]) -> None:
    goes = docker_version >= (27,)
    text = step.run(exit=0 if goes else 1, hide={"ms": r"(\d+\.\d+)"}).text
    assert text.startswith(f"PING {CLIENT} ")
    assert f"1 packets transmitted, {int(goes)} packets received" in text


@pytest.mark.second_host
def test_around(step: StepRun, client: Machine, docker_version: tuple[int, ...]) -> None:
    closed = docker_version >= (28,)
    result = step.run(exit=1 if closed else 0)
    assert str(result.stdout) == ("" if closed else TITLE)
    route = client.terminal.check("ip -6 route show fd00:d0c:6:1::/64")
    assert f" via {SERVER} " in str(route.stdout)


@pytest.mark.stops_containers
def test_ip6tables(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    step.run()
    rules = host.check_output("sudo ip6tables --table nat --list-rules")
    assert "-s fd00:d0c:6:1::/64" in rules
    assert "--dport 8086 -j DNAT" in rules


def test_way_out_again(step: StepRun) -> None:
    text = step.run(hide={"ms": r"(\d+\.\d+)"}).text
    assert text.startswith(f"PING {CLIENT} ")
    assert "1 packets transmitted, 1 packets received" in text


@pytest.mark.stops_containers
def test_all_networks(
    step: StepRun, host: Host, machine: Machine, docker_version: tuple[int, ...]
) -> None:
    _patience(machine)
    before = process(host)
    said = step.run().text.splitlines()[-1]
    assert said == ("true" if docker_version >= (27,) else "false")
    # Also where Docker does not do it, it was asked to.
    assert '"com.docker.network.enable_ipv6": "true"' in host.file(DAEMON_JSON).content_string
    assert process(host) not in (before, "0")


@pytest.mark.second_host
def test_v4_only(step: StepRun) -> None:
    text = step.run(hide={"time": r"\[(.*?)\]"}).text
    assert TITLE in text
    assert len(text.splitlines()) == 3
    # The container sees its own gateway, not who came.
    assert text.splitlines()[-1].startswith("172.17.0.1 ")


def test_remove_lab(
    step: StepRun, host: Host, machine: Machine, docker_version: tuple[int, ...]
) -> None:
    _patience(machine)
    before = process(host)
    step.run()
    assert process(host) not in (before, "0")
    assert names(host, "--all") == set()
    assert _networks(host) == {"bridge", "host", "none"}
    assert not host.file(DAEMON_JSON).exists
