"""A container takes the VM's own address in the LAN, and gives it back."""

from __future__ import annotations

import json
from ipaddress import ip_address, ip_network

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import seen
from checks.migrate.moved import LIMIT, moved, refusals, waited_for

_MAC = "00:50:56:00:00:10"
"""The VM's, from VMware's own range, as on vSphere."""


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    client = machine.neighbour("client.internal")
    server = moved(machine)
    # Docker up to 27 makes a MAC address from the IP address. If such an engine carries the lab,
    # its stand-in for the VM has the very one that the container gets from such a Docker with the
    # VM's address, and the bridge delivers packets for either of them to the wrong one.
    given = server.terminal.check(f"ip link set dev eth0 address {_MAC}")
    assert given.exit == 0, given.text
    for one in (machine, client, server):  # nobody asks for an address that he thinks he knows
        one.terminal.check("ip neighbour flush all")
    copied = machine.terminal.run(
        "ssh legacy.internal sudo tar --create --numeric-owner --directory=/srv/orders . | "
        "docker run --rm --interactive --volume orders_files:/srv/orders busybox "
        "tar -x -f - -C /srv/orders"
    )
    assert copied.exit == 0, copied.text
    return server


def _addresses(vm: Machine) -> set[str]:
    """The VM's addresses in the LAN."""
    lines = seen(vm).check_output("ip -4 -oneline address show dev eth0").splitlines()
    return {line.split()[3].partition("/")[0] for line in lines}


def _variable(machine: Machine, name: str) -> str:
    """What a variable of the reader's shell holds."""
    return str(machine.terminal.run(f'echo "${name}"').stdout).strip()


def test_addresses(step: StepRun, machine: Machine, host: Host, vm: Machine) -> None:
    # Where there are more routes, the first is the one.
    route = host.check_output("ip route show default").split()[:5]
    more = [f"{' '.join(route)} metric 900", f"203.0.113.0/24 dev {route[4]}"]
    for one in more:
        host.check_output(f"ip route add {one}")
    step.run()
    for one in more:
        host.check_output(f"ip route del {one}")
    assert {_variable(machine, "old")} == _addresses(vm)
    parent, gateway = _variable(machine, "parent"), _variable(machine, "gateway")
    assert host.check_output("ip route show default").split()[2:5] == [gateway, "dev", parent]
    lan = ip_network(_variable(machine, "subnet"))
    assert {ip_address(_variable(machine, name)) in lan for name in ("old", "spare")} == {True}
    assert _variable(machine, "spare").endswith(".240")


@pytest.mark.second_host
def test_vm_answers(step: StepRun) -> None:
    assert json.loads(step.run().text)["orders"] == 1000
    assert refusals(step, "ssh") == 1


@pytest.mark.second_host
def test_move_vm(step: StepRun, machine: Machine, vm: Machine) -> None:
    assert step.run().text == ""
    assert _addresses(vm) == {_variable(machine, "spare")}
    assert seen(vm).check_output("ip route show default").startswith("default via")


def test_network(step: StepRun, host: Host, machine: Machine) -> None:
    step.run(hide={"id": r"^([0-9a-f]{64})$"})
    [facts] = json.loads(host.check_output("docker network inspect lan-address"))
    assert facts["Driver"] == "macvlan"
    assert facts["Options"]["parent"] == _variable(machine, "parent")
    [pool] = facts["IPAM"]["Config"]
    assert pool["Subnet"] == _variable(machine, "subnet")
    assert pool["Gateway"] == _variable(machine, "gateway")
    # Docker may give nothing else away: the other addresses are other people's.
    assert pool["IPRange"] == f"{_variable(machine, 'old')}/32"


def test_take_address(step: StepRun, host: Host, machine: Machine) -> None:
    step.run(limit=LIMIT)
    assert waited_for(step)
    [facts] = json.loads(host.check_output("docker inspect orders-web-1"))
    networks = facts["NetworkSettings"]["Networks"]
    assert networks["lan-address"]["IPAddress"] == _variable(machine, "old")
    # It stays this one when the container is recreated.
    assert networks["lan-address"]["IPAMConfig"]["IPv4Address"] == _variable(machine, "old")
    assert "orders_default" in networks
    # A file that is there is left alone.
    before = host.file("/home/reader/orders/compose.override.yaml").content_string
    assert step.again().exit == 1
    assert host.file("/home/reader/orders/compose.override.yaml").content_string == before


def test_way_out(step: StepRun, host: Host, machine: Machine) -> None:
    # Not through the project's own network, behind the host's address. Which of a container's
    # networks becomes its eth0 is chance.
    hide = {"gateway": r"via (\S+)", "interface": r"dev (eth\d)", "own": r"src (198\.19\S+)"}
    said = step.run(hide=hide).text
    assert said.split()[:3] == ["default", "via", _variable(machine, "gateway")]
    assert host.check_output("docker ps --all --quiet --filter ancestor=busybox") == ""  # --rm


@pytest.mark.second_host
def test_container_answers(step: StepRun, vm: Machine) -> None:
    vm.terminal.check("truncate --size=0 /var/log/nginx/access.log")
    assert json.loads(str(step.run(limit=120).stdout))["orders"] == 1000
    # Not the VM answered.
    assert seen(vm).file("/var/log/nginx/access.log").size == 0
    assert refusals(step, "ssh") == 1


@pytest.mark.second_host
def test_same_mac(step: StepRun) -> None:
    hide = {"mac": r"((?:[0-9a-f]{2}:){5}[0-9a-f]{2})"}
    seen_by_client, container = step.run(hide=hide).text.split()[1:]
    assert seen_by_client == container != _MAC


@pytest.mark.second_host
def test_both_alike(step: StepRun, vm: Machine, host: Host) -> None:
    assert step.run(limit=120).text.splitlines() == [
        "same      /: 200 text/html",
        "same      /orders: 200 application/json",
        "same      /orders/17: 200 application/json",
        "same      /orders/5000: 404 application/json",
        "same      /files/invoice-17.txt: 200 text/plain",
        "same      /files/photo-17.jpg: 200 image/jpeg",
    ]
    # One price that differs on the VM.
    change = "cd / && runuser -u postgres -- psql orders --command=%s"
    seen(vm).check_output(change, "update orders set price = 1 where id = 17")
    again = step.again(120)
    assert again.exit == 1
    assert "DIFFERENT /orders/17: " in again.text
    seen(vm).check_output(change, "update orders set price = 21.25 where id = 17")


def test_not_from_host(step: StepRun) -> None:
    said = step.run(
        exit=(7, 28), hide={"address": r"(\d+\.\d+\.\d+\.\d+)", "ms": r"(\d+) (?:ms|milliseconds)"}
    )
    assert said.text.startswith("curl: (")


@pytest.mark.second_host
def test_give_back(step: StepRun, host: Host, machine: Machine, vm: Machine) -> None:
    step.run(limit=LIMIT)
    assert waited_for(step)
    assert _addresses(vm) == {_variable(machine, "old")}
    assert not host.file("/home/reader/orders/compose.override.yaml").exists
    assert "lan-address" not in host.check_output("docker network ls --format '{{.Name}}'")
    assert host.docker("orders-web-1").is_running


@pytest.mark.second_host
def test_vm_again(step: StepRun, vm: Machine) -> None:
    vm.terminal.check("truncate --size=0 /var/log/nginx/access.log")
    assert json.loads(str(step.run(limit=120).stdout))["orders"] == 1000
    assert seen(vm).file("/var/log/nginx/access.log").size > 0
    assert refusals(step, "ssh") == 1
