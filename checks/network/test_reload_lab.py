"""What empties Docker's rules, what is broken then, what brings them back, and nftables in 29."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.daemon.facts import DAEMON_JSON, info, reloads, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

TITLE = "<title>Welcome to nginx!</title>\n"
TIMED_OUT = 28
"""curl's exit code when its time is up."""
CHAIN = "sudo iptables --table nat --list-rules DOCKER"
GONE = "No chain/target/match by that name"
MINE = "-A DOCKER-USER -s 203.0.113.9/32 -j DROP"


@pytest.fixture(scope="module", autouse=True)
def client(machine: Machine) -> Machine:
    """Another host with a web server; and the image, nft and a folder for the settings here."""
    settle(machine)
    pull(machine, "nginx")
    done = machine.terminal.check(
        "mkdir /etc/docker && apt-get update"
        " && apt-get install --yes --no-install-recommends nftables",
        120,
    )
    assert done.exit == 0, done.text
    other = machine.neighbour("client.internal")
    pull(other, "nginx")
    done = other.terminal.check("docker run --detach --network host nginx")
    assert done.exit == 0, done.text
    return other


def _patience(machine: Machine) -> None:
    """Docker may be started again, as after a reader's pause."""
    machine.terminal.check("systemctl reset-failed docker docker.socket")


def _networks(host: Host) -> set[str]:
    """The networks that there are."""
    return set(host.check_output("docker network ls --format '{{.Name}}'").split())


def _works(host: Host) -> bool:
    """Whether Docker's rule for the page's port is there."""
    return "--dport 8080 -j DNAT" in host.run(CHAIN).stdout


def test_run_web(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: host.run("curl --silent --fail http://localhost:8080").rc == 0)
    assert _works(host)


def test_flush(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("sudo nft list tables") == ""


def test_still_published(step: StepRun) -> None:
    # Docker's proxy process accepts the connection.
    assert step.run().text == TITLE


def test_no_way_out(step: StepRun) -> None:
    assert "timed out" in str(step.run(exit=TIMED_OUT).stderr)


def test_new_port(step: StepRun, host: Host) -> None:
    result = step.run(exit=125, hide={"network": r"(endpoint second \(\w+\))"})
    said = str(result.stderr)
    assert re.fullmatch(r"[0-9a-f]{64}\n", str(result.stdout))
    assert GONE in said
    assert re.search(r"--dport 8090 -j DNAT --to-destination [\d.]+:80 ", said)
    assert names(host) == {"web"}


def test_new_network(step: StepRun, host: Host) -> None:
    said = str(step.run(exit=1, hide={"bridge": r"-i (br-\w+)"}).stderr)
    assert GONE in said
    assert "shop" not in host.check_output("docker network ls --format '{{.Name}}'").split()


def test_reload_is_not_enough(step: StepRun, host: Host) -> None:
    before = reloads(host)
    assert GONE in str(step.run(exit=1).stderr)
    # Nor does anything come back once the daemon has taken the settings over.
    await_true(lambda: reloads(host) > before)
    assert not _works(host)


def test_keep_running(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    assert step.run().text == '{ "live-restore": true }\nweb kept running\n'
    assert _works(host)


def test_user_chain(step: StepRun, docker_version: tuple[int, ...]) -> None:
    # Docker 26 makes it with the next network.
    if docker_version >= (28,):
        assert "-N DOCKER-USER" in step.run().text.splitlines()
    else:
        assert GONE in str(step.run(exit=1).stderr)


def test_user_chain_back(step: StepRun, host: Host) -> None:
    assert "-N DOCKER-USER" in step.run().text.splitlines()
    assert _networks(host) == {"bridge", "host", "none"}


def test_way_out(step: StepRun) -> None:
    assert step.run().text == TITLE


def test_restore_file(step: StepRun) -> None:
    result = step.run(exit=1)
    assert GONE in str(result.stderr)
    assert str(result.stdout).splitlines() == [
        "*filter",
        ":INPUT ACCEPT [0:0]",
        ":FORWARD ACCEPT [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        "COMMIT",
    ]


def test_restore_noflush(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    # The file's own lines do come into force.
    host.check_output("sudo iptables --policy FORWARD DROP")
    assert "-N DOCKER-USER" in step.run().text.splitlines()
    assert "-P FORWARD ACCEPT" in host.check_output("sudo iptables --list-rules FORWARD")
    assert _networks(host) == {"bridge", "host", "none"}


def test_ufw(step: StepRun, host: Host) -> None:
    text = step.run(limit=300).text
    assert "Firewall reloaded" in text
    assert _works(host)
    assert "-N DOCKER" in text.splitlines()
    assert "--dport 8080 -j DNAT" in text
    # The way in to the reader's own server stays open.
    assert "22/tcp" in host.check_output("ufw status")


def test_ufw_off(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("ufw status") == "Status: inactive"
    assert _works(host)


def test_firewalld(step: StepRun, machine: Machine) -> None:
    _patience(machine)
    assert step.run(limit=300).text.splitlines()[-1] == "docker"


def test_firewalld_reload(step: StepRun, host: Host) -> None:
    # A rule that nobody brings back, as proof of the flush.
    host.check_output(
        "sudo iptables --table nat --append OUTPUT --source 203.0.113.7 --jump RETURN"
    )
    assert step.run().text == "success\n"
    assert "203.0.113.7" not in host.check_output("sudo iptables --table nat --list-rules OUTPUT")
    await_true(lambda: _works(host))


def test_after_firewalld(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert any("--dport 8080 -j DNAT" in line for line in lines)
    assert MINE in lines


def test_firewalld_off(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    step.run(limit=300)
    assert not host.package("firewalld").is_installed
    assert _works(host)


def test_backend(
    step: StepRun, host: Host, machine: Machine, docker_version: tuple[int, ...]
) -> None:
    _patience(machine)
    if docker_version >= (29,):
        assert "configuration OK" in step.run().text
    else:
        assert "firewall-backend" in str(step.run(exit=1).stderr)
    assert host.file(DAEMON_JSON).content_string == '{ "firewall-backend": "nftables" }\n'


def test_backend_tables(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    tables = step.run(unordered=True).text.splitlines()
    assert {"table ip filter", "table ip nat"} <= set(tables)
    assert all(table.startswith("table ip ") for table in tables)
    assert ("table ip docker-bridges" in tables) == (docker_version >= (29,))
    if docker_version >= (29,):
        assert info(host)["FirewallBackend"]["Driver"] == "nftables"


@pytest.mark.second_host
def test_own_rule(step: StepRun, host: Host) -> None:
    assert "timed out" in str(step.run(exit=TIMED_OUT).stderr)
    assert host.run("curl --silent --fail http://localhost:8080").rc == 0


def test_no_swarm(step: StepRun, docker_version: tuple[int, ...]) -> None:
    said = str(step.run(exit=1).stderr)
    if docker_version >= (29,):
        assert "--firewall-backend=nftables is incompatible with swarm mode" in said
    else:
        assert "live-restore" in said


def test_remove_lab(step: StepRun, host: Host, machine: Machine) -> None:
    _patience(machine)
    step.run()
    assert names(host, "--all") == set()
    assert not host.file(DAEMON_JSON).exists
    assert info(host)["LiveRestoreEnabled"] is False
    assert "table ip own" not in host.check_output("sudo nft list tables")
