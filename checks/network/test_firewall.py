"""A published port that only some reach: on loopback, or by a rule in DOCKER-USER that stays."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

UNIT = "/etc/systemd/system/docker-port-8080.service"
RULE = (
    "-A DOCKER-USER ! -s 203.0.113.0/24 -p tcp -m conntrack --ctstate DNAT"
    " --ctorigdstport 8080 --ctdir ORIGINAL -j DROP"
)


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """Another host, which is in no network that the page lets in; and the images."""
    pull(machine, "busybox", "nginx")
    return machine.neighbour("client.internal")


def _rules(host: Host) -> list[str]:
    """The rules about the page's port."""
    listed = host.check_output("sudo iptables --list-rules DOCKER-USER").splitlines()
    return [rule for rule in listed if "8080" in rule]


def _gets_in(client: Machine) -> bool:
    """Whether the other host reaches the port."""
    asked = "curl --silent --fail --output /dev/null --max-time 3 http://server.internal:8080"
    return client.terminal.check(asked).exit == 0


def test_bind_loopback(step: StepRun, host: Host, client: Machine) -> None:
    step.run()
    await_true(lambda: host.run("curl --silent --fail http://127.0.0.1:8080").rc == 0)
    assert not _gets_in(client)


def test_see_loopback(step: StepRun) -> None:
    assert step.run().text == "80/tcp -> 127.0.0.1:8080\n"


def test_publish_all(step: StepRun, host: Host, client: Machine) -> None:
    step.run()
    assert inspect(host, "trial-web")["HostConfig"]["PortBindings"]["80/tcp"][0]["HostIp"] == ""
    await_true(lambda: _gets_in(client))


def test_restrict(step: StepRun, host: Host, client: Machine) -> None:
    # Whoever is in the network gets in: with the client's own, the rule lets it through.
    server = str(client.terminal.check("getent ahostsv4 server.internal").stdout).split()[0]
    route = str(client.terminal.check(f"ip -4 route get {server}").stdout).split()
    there = route[route.index("src") + 1]
    in_it = step.step.command.replace("203.0.113.0/24", f"{there}/32")
    assert step.machine.terminal.run(in_it).exit == 0
    assert _gets_in(client)
    taken_out = in_it.replace("--insert", "--delete")
    assert step.machine.terminal.run(taken_out).exit == 0
    step.run()
    assert _rules(host) == [RULE]
    assert not _gets_in(client)
    assert host.run("curl --silent --fail http://localhost:8080").rc == 0
    # Containers go on reaching that port of other hosts.
    served = client.terminal.check(
        "systemd-run --quiet --unit=p8080 systemd-socket-activate --accept --inetd"
        " --listen=0.0.0.0:8080 /bin/echo hello"
    )
    assert served.exit == 0, served.text
    asked = f"docker run --rm busybox sh -c 'nc -w 3 {there} 8080 < /dev/null'"
    await_true(lambda: host.run(asked).stdout == "hello\n")


def test_see_rules(step: StepRun) -> None:
    assert RULE in step.run().text.splitlines()


def test_unrestrict(step: StepRun, host: Host, client: Machine, machine: Machine) -> None:
    # Days later, in a new login shell.
    machine.terminal.log_in()
    step.run()
    assert _rules(host) == []
    assert _gets_in(client)


def test_keep_rule(step: StepRun, host: Host, client: Machine) -> None:
    step.run()
    assert _rules(host) == [RULE]
    # A unit of this name that is there stays as it is.
    unit = host.file(UNIT).content_string
    # Until the rule is there, nothing that comes after the unit starts.
    assert "\nType=oneshot\n" in unit
    assert step.machine.terminal.run(step.step.command.replace("0/24", "0/25")).exit != 0
    assert host.file(UNIT).content_string == unit
    assert not _gets_in(client)
    # Docker makes the chain, so it must be there first.
    after = host.check_output("systemctl show --property=After --value docker-port-8080")
    assert "docker.service" in after.split()
    # One rule after a restart of Docker as well, and one after a boot, when the chain is new.
    host.check_output("sudo systemctl restart docker")
    await_true(lambda: _rules(host) == [RULE])
    host.check_output("sudo systemctl stop docker.service docker.socket")
    assert _rules(host) == []
    host.check_output("sudo systemctl start docker.service")
    await_true(lambda: _rules(host) == [RULE])
    assert names(host, "--all") == {"trial-web"}


def test_see_kept(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert lines[0] == "enabled"
    assert RULE in lines


def test_undo_kept(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == ""
    assert _rules(host) == []
    assert not host.file(UNIT).exists
    assert host.run("systemctl is-enabled docker-port-8080.service").rc != 0
    # A unit of this name that is not this page's stays.
    host.check_output("echo '[Unit]' | sudo tee %s", UNIT)
    step.again()
    assert host.file(UNIT).exists


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
