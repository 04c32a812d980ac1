"""A container with an address of its own in the LAN, and the way to it from its own host."""

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
TIMED_OUT = 28
"""curl's exit code when its time is up."""
UNIT = "/etc/systemd/system/lan-host.service"


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """Another machine of the LAN; and the image."""
    pull(machine, "nginx")
    return machine.neighbour("client.internal")


def _route(host: Host) -> tuple[str, str]:
    """The gateway and the interface of the default route."""
    words = host.check_output("ip route show default").split()
    return words[2], words[4]


def _prefix(host: Host) -> str:
    """The first three numbers of the gateway's address, which the page's range shares."""
    return _route(host)[0].rpartition(".")[0]


def _gets_in(client: Machine, there: str) -> bool:
    """Whether the other machine reaches the container."""
    asked = f"curl --silent --fail --output /dev/null --max-time 3 http://{there}"
    return client.terminal.check(asked).exit == 0


def _is_made(host: Host, name: str, driver: str, parent: str) -> None:
    """There is this network of the page's range."""
    made = json.loads(host.check_output("docker network inspect %s", name))[0]
    assert (made["Driver"], made["Options"]["parent"]) == (driver, parent)
    assert made["IPAM"]["Config"] == [
        {"Subnet": "192.0.2.0/24", "IPRange": "192.0.2.208/28", "Gateway": "192.0.2.1"}
    ]


def test_see_lan(step: StepRun, host: Host) -> None:
    gateway, device = _route(host)
    lines = step.run().text.splitlines()
    assert lines[0].startswith(f"default via {gateway} dev {device}")
    assert any(f"dev {device} " in line for line in lines[1:])


def test_create(step: StepRun, host: Host) -> None:
    with second_routes(host):
        step.run()
    made = json.loads(host.check_output("docker network inspect trial-lan"))[0]
    gateway, device = _route(host)
    subnet = host.check_output("ip -4 route show dev %s scope link", device).split()[0]
    assert made["Driver"] == "macvlan"
    assert made["Options"]["parent"] == device
    assert made["IPAM"]["Config"] == [
        {
            "Subnet": subnet,
            "IPRange": f"{_prefix(host)}.208/28",
            "Gateway": gateway,
            "AuxiliaryAddresses": {"host": f"{_prefix(host)}.223"},
        }
    ]


def test_run(step: StepRun, host: Host, client: Machine) -> None:
    step.run()
    there = address(host, "lan-web", "trial-lan")
    # From the page's range, and not one that the LAN gives away.
    assert there == f"{_prefix(host)}.208"
    await_true(lambda: _gets_in(client, there))


def test_see_address(step: StepRun, host: Host) -> None:
    assert step.run().text == f"{address(host, 'lan-web', 'trial-lan')}\n"


def test_from_host(step: StepRun, client: Machine, host: Host) -> None:
    assert "timed out" in str(step.run(exit=TIMED_OUT).stderr)
    # It is only the host that does not get there.
    assert _gets_in(client, address(host, "lan-web", "trial-lan"))


def test_host_side(step: StepRun, host: Host) -> None:
    # In a shell that does not know the interface, no unit is written.
    step.machine.terminal.run(f"(unset parent; {step.step.command})")
    assert not host.file(UNIT).exists
    step.run()
    assert host.service("lan-host").is_enabled
    for what in ("Wants", "After"):
        found = host.check_output("systemctl show --property=%s --value lan-host", what)
        assert "network-online.target" in found.split()
    shown = host.check_output("ip -4 address show lan-host")
    assert f"{_prefix(host)}.223/32" in shown
    # As after a boot: systemd takes it away and brings it back.
    host.check_output("sudo systemctl stop lan-host")
    assert not host.interface("lan-host").exists
    host.check_output("sudo systemctl start lan-host")
    route = host.check_output("ip route get %s", address(host, "lan-web", "trial-lan"))
    assert "dev lan-host" in route
    # A service of this name that is there already stays.
    before = host.file(UNIT).content_string
    assert step.again().exit != 0
    assert host.file(UNIT).content_string == before


def test_from_host_again(step: StepRun) -> None:
    assert step.run().text == TITLE


@pytest.mark.not_run(
    zh="实验机的内核没有 VLAN（8021q）模块，"
    "报 failed to create eth0.20 vlan link: operation not supported。",
    en="The lab's kernel has no VLAN module (8021q): failed to create eth0.20 vlan link: "
    "operation not supported.",
    on="container",
)
def test_vlan(step: StepRun, host: Host) -> None:
    step.run()
    _is_made(host, "trial-vlan20", "macvlan", "eth0.20")
    assert "vlan protocol 802.1Q id 20" in host.check_output("ip -details link show eth0.20")
    # It goes with the network.
    host.check_output("docker network rm trial-vlan20")
    assert not host.interface("eth0.20").exists


@pytest.mark.not_run(
    zh="实验机的内核没有 ipvlan 模块。网络建得起来，启动容器时报 "
    "failed to create the ipvlan port: operation not supported。",
    en="The lab's kernel has no ipvlan module. The network is created, and a container fails "
    "to start: failed to create the ipvlan port: operation not supported.",
    on="container",
)
def test_ipvlan(step: StepRun, host: Host, client: Machine) -> None:
    # Never beside macvlan on the same interface: what the page made before makes room for it.
    made = json.loads(host.check_output("docker network inspect trial-lan"))[0]
    subnet = made["IPAM"]["Config"][0]["Subnet"]
    host.check_output(
        "systemctl stop lan-host && docker rm --force lan-web && docker network rm trial-lan"
    )
    step.run()
    _is_made(host, "lan-ipvlan", "ipvlan", "eth0")
    host.check_output("docker run --detach --name own --network lan-ipvlan nginx")
    hardware = host.check_output("docker exec own cat /sys/class/net/eth0/address")
    assert hardware == host.file("/sys/class/net/eth0/address").content_string.strip()
    assert client.terminal.check("ip address add 192.0.2.9/24 dev eth0").exit == 0
    await_true(lambda: _gets_in(client, address(host, "own", "lan-ipvlan")))
    host.check_output("docker rm --force own && docker network rm lan-ipvlan")
    again = "docker network create --driver macvlan --opt parent=eth0 --subnet %s trial-lan"
    host.check_output(again, subnet)
    host.check_output(
        "docker create --name lan-web --network trial-lan nginx && systemctl start lan-host"
    )


def test_remove(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "lan-web\ntrial-lan\n"
    assert names(host, "--all") == set()
    assert host.check_output("docker network ls --quiet --filter driver=macvlan") == ""
    assert not host.interface("lan-host").exists
    assert not host.file(UNIT).exists
    assert host.run("systemctl is-enabled lan-host").rc != 0
    # One that is not this page's stays.
    host.check_output("echo '[Unit]' > %s", UNIT)
    step.again()
    assert host.file(UNIT).exists
