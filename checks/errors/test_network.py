"""Errors of published ports and of networks."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import address, events, inspect, is_running, names, pull
from checks.errors.facts import fails
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def images(machine: Machine) -> None:
    """The images are there, so that no download stands in an output."""
    pull(machine, "busybox", "nginx")


def _answers(host: Host, port: int) -> bool:
    """Whether a web server answers on the port."""
    return bool(host.run(f"curl --silent --fail http://localhost:{port}").rc == 0)


def test_port_allocated(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    result = fails(step, docker_version, 125, hide={"endpoint": r"err-web2 \((\w+)\)"})
    assert len(str(result.stdout).splitlines()) == 2
    await_true(lambda: _answers(host, 8180))
    assert [*inspect(host, "err-web2")["HostConfig"]["PortBindings"]] == ["80/tcp"]


def test_who_has_port(step: StepRun, host: Host) -> None:
    assert step.run().text == "err-web nginx\n"
    host.check_output("docker run --detach --name own busybox sleep 600")
    assert step.again().text == "err-web nginx\n"
    host.check_output("docker rm --force own")


def test_other_port(step: StepRun, host: Host) -> None:
    assert "80/tcp -> 0.0.0.0:8181" in step.run().text.splitlines()
    await_true(lambda: _answers(host, 8181))


def test_address_in_use(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    result = fails(step, docker_version, 125, hide={"endpoint": r"err-taken \((\w+)\)"})
    assert len(str(result.stdout).splitlines()) == 1
    assert "Listening on" not in result.text
    assert [*inspect(host, "err-taken")["HostConfig"]["PortBindings"]] == ["80/tcp"]


def test_who_listens(step: StepRun) -> None:
    said = step.run(hide={"pid": r"pid=(\d+),"}).text
    assert "systemd-socket-" in said
    assert said.startswith("State ")


def test_free_port(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.run("sleep 0.3")
    step.run()
    await_true(lambda: _answers(host, 8182))


def test_cannot_assign(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 125, hide={"endpoint": r"err-address \((\w+)\)"})
    (port,) = inspect(host, "err-address")["HostConfig"]["PortBindings"]["80/tcp"]
    assert (port["HostIp"], port["HostPort"]) == ("192.0.2.77", "8183")


def test_own_addresses(step: StepRun) -> None:
    said = step.run(hide={"eth0": r"^eth0\S* +UP +(.*)$"}).text.splitlines()
    assert ["lo", "UNKNOWN", "127.0.0.1/8"] in [line.split() for line in said]


def test_refused(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1, hide={"address": r"remote host \((\S+)\)"})
    assert f"({address(host, 'err-inner')})" in result.text
    assert len(str(result.stderr).splitlines()) == 1


def test_who_listens_inside(step: StepRun) -> None:
    assert "127.0.0.1:8000" in step.run().text


def test_listen_everywhere(step: StepRun) -> None:
    said = step.run().text.splitlines()
    assert (len(said), said[-1]) == (3, "404")


def test_bad_address(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "'err-web'" in result.text


def test_which_network(step: StepRun) -> None:
    assert step.run().text == "bridge\n\n"


def test_own_network(step: StepRun) -> None:
    said = step.run().text.splitlines()
    assert said[1:] == ["<title>Welcome to nginx!</title>"]


def test_no_route(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    result = fails(step, docker_version, 1, hide={"address": r"remote host \((\S+)\)"})
    here = address(host, "err-web", "err-net")
    assert f"({here.rpartition('.')[0]}.250)" in result.text


def test_who_has_address(step: StepRun, host: Host) -> None:
    said = step.run(hide={"address": r"^err-web (\S+)/"}).text
    here = address(host, "err-web", "err-net")
    assert [line.partition("/")[0] for line in said.splitlines() if line] == [f"err-web {here}"]


def test_network_not_found(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 125)
    assert "network err-nowhere not found" in result.text


def test_which_networks(step: StepRun, host: Host) -> None:
    assert step.run().text.split() == ["bridge", "err-net", "host", "none"]


def test_network_found(step: StepRun, host: Host) -> None:
    connected = "--filter network=err-net", "--filter event=connect"
    before = len(events(host, *connected))
    step.run()
    assert len(events(host, *connected)) == before + 1


def test_network_gone(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 1)
    assert inspect(host, "err-lost")["Config"]["Cmd"] == ["sleep", "600"]
    # A new network of this name is not enough.
    host.check_output("docker network create err-gone")
    assert host.run("docker start err-lost").rc == 1
    host.check_output("docker network rm err-gone")


def test_which_aliases(step: StepRun) -> None:
    assert step.run().text == "err-gone: [db]\n"


def test_network_again(step: StepRun, host: Host) -> None:
    step.run()
    assert is_running(host, "err-lost")
    ask = "docker run --rm --network err-gone busybox nslookup -type=a db"
    assert host.run(ask).rc == 0
    # Without its alias, nobody finds it by that name.
    host.check_output("docker stop -t 1 err-lost && docker network rm err-gone")
    host.check_output("docker network create err-gone && docker network connect err-gone err-lost")
    host.check_output("docker start err-lost")
    assert host.run(ask).rc != 0


def test_remove_lost(step: StepRun, host: Host) -> None:
    step.run()
    assert "err-lost" not in names(host, "--all")
    assert "err-gone" not in host.check_output("docker network ls")


def test_active_endpoints(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "network err-net " in result.text


def test_which_endpoints(step: StepRun) -> None:
    assert step.run().text.split() == ["err-web"]


def test_disconnect(step: StepRun, host: Host) -> None:
    step.run()
    assert "err-net" not in host.check_output("docker network ls")


def test_pool_overlaps(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_which_subnets(step: StepRun) -> None:
    assert step.run().text == "bridge 172.17.0.0/16\n"


def test_other_subnet(step: StepRun, host: Host) -> None:
    step.run()
    assert "10.231.0.0/24" in host.check_output("docker network inspect err-net")


def test_user_specified_ip(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_ip_in_own_network(step: StepRun) -> None:
    said = step.run(hide={"number": r"^(\d+): eth0"}).text
    assert "10.231.0.99/24" in said
    assert len(said.splitlines()) == 1


def test_empty_networks(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    assert step.run().text == "0 err-net\n"
    host.check_output("docker network create own")
    host.check_output("docker run --detach --name own --network own busybox sleep 600")
    assert step.again().text == "0 err-net\n"
    # What the page says of the obvious way: before Docker 29 it takes all of one's own for unused.
    unused = host.check_output("docker network ls --filter dangling=true --format '{{.Name}}'")
    assert {*unused.split()} == {"err-net"} | ({"own"} if docker_version < (29,) else set())
    host.check_output("docker rm --force own && docker network rm own")


def test_remove_network(step: StepRun, host: Host) -> None:
    step.run()
    assert "err-net" not in host.check_output("docker network ls")


def test_see_chain(step: StepRun) -> None:
    said = step.run(hide={"rules": r"^-A DOCKER (.*)$"}).text
    assert "-N DOCKER" in said.splitlines()
    # Those of the table nat lead to the containers.
    assert "--to-destination" in said


def test_is_forwarding(step: StepRun) -> None:
    assert step.run().text == "net.ipv4.ip_forward = 1\n"


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
