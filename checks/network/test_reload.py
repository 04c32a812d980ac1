"""Docker's rules come back while containers run, and an nftables.conf that leaves them alone."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import await_ended, inspect, pull
from checks.daemon.facts import (
    DAEMON_JSON,
    OWN,
    SINCE,
    as_if_run,
    assert_gives_back,
    assert_not_on_a_swarm,
    configured,
    has_settings,
    info,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.network.settings import assert_refuses_old

CHAIN = "sudo iptables --table nat --list-rules DOCKER"
ON = {"live-restore": True}
CONF = "/etc/nftables.conf"
DROP_IN = "/etc/systemd/system/nftables.service.d/own-table.conf"


@pytest.fixture(scope="module", autouse=True)
def running(machine: Machine) -> None:
    """A container with a published port, and the default nftables.conf of Debian and Ubuntu."""
    settle(machine)
    with_jq(machine)
    pull(machine, "nginx")
    done = machine.terminal.check(
        "apt-get install --yes --no-install-recommends nftables"
        " && docker run --detach --name own-web --publish 8080:80 nginx",
        120,
    )
    assert done.exit == 0, done.text


def test_see_rules(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert lines[0] == "-N DOCKER"
    assert any("--dport 8080 -j DNAT" in line for line in lines)
    assert "-N DOCKER-USER" in lines


def test_bring_back(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.check("mkdir --parents /etc/docker")
    has_settings(machine, json.dumps(OWN))
    assert_not_on_a_swarm(step, host)
    process = inspect(host, "own-web")["State"]["Pid"]
    host.check_output("sudo nft flush ruleset")
    assert host.run(CHAIN).rc == 1
    host.check_output(f"chown nobody {DAEMON_JSON}")
    assert str(step.run().stdout) == "reload-check\n"
    assert "--dport 8080 -j DNAT" in host.check_output(CHAIN)
    assert host.run("sudo iptables --list-rules DOCKER-USER").rc == 0
    # The container has not stopped, and goes on.
    assert inspect(host, "own-web")["State"]["Pid"] == process
    assert configured(host) == OWN | ON
    kept = host.file(f"{DAEMON_JSON}.before-rules")
    assert json.loads(kept.content_string) == OWN
    assert kept.user == "nobody"
    # Settings that Docker refuses stay as they are; a wrong value of the key itself is replaced.
    # The copy stays as well.
    for found, left in (
        ({"debgu": True}, {"debgu": True}),
        (SINCE | {"live-restore": 7}, SINCE | ON),
    ):
        has_settings(machine, json.dumps(found))
        step.again()
        assert configured(host) == left
        assert json.loads(kept.content_string) == OWN
    # Without any settings, the folder is made.
    machine.terminal.check("systemctl reset-failed docker docker.socket")
    host.check_output("rm -r /etc/docker")
    step.again()
    assert configured(host) == ON


def test_see_started(step: StepRun, host: Host) -> None:
    line = step.run().text.strip()
    assert line == f"{inspect(host, 'own-web')['State']['StartedAt']} /own-web"
    # Where no container runs, there is nothing to see, and no error.
    host.check_output("docker stop own-web")
    await_ended(host, "own-web")
    again = step.again()
    assert (again.exit, again.text) == (0, "")
    host.check_output("docker start own-web")


def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    off = {"live-restore": False}
    assert_refuses_old(step, host, machine, ON, "before-rules")
    assert_gives_back(step, host, machine, OWN | ON, "before-rules", ON, OWN | off)
    await_true(lambda: info(host)["LiveRestoreEnabled"] is False)
    # Also where Docker does not run.
    as_if_run(machine, OWN | ON, "before-rules", OWN)
    host.check_output("systemctl stop docker docker.socket")
    assert step.again().exit == 0
    assert configured(host) == OWN | off
    assert host.service("docker").is_running
    host.check_output("docker start own-web")


def test_look(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert any(line.endswith(":flush ruleset") for line in lines)
    assert any(":table inet filter" in line for line in lines)
    assert "ExecStop=/usr/sbin/nft flush ruleset" in lines
    assert all("flush ruleset" in line or ":table" in line for line in lines)


def test_own_table(step: StepRun, host: Host) -> None:
    step.run()
    # The file is checked and not yet loaded.
    assert "table inet filter" not in host.check_output("sudo nft list tables")
    assert "\nflush ruleset" not in host.file(CONF).content_string
    # Docker's rules stay, whatever is done to the service, and its own table goes and comes.
    for what in ("start", "reload", "restart", "stop"):
        host.check_output("sudo systemctl %s nftables", what)
        assert "--dport 8080 -j DNAT" in host.check_output(CHAIN)
        tables = host.check_output("sudo nft list tables")
        assert ("table inet filter" in tables) == (what != "stop")
    # A drop-in of this name that is there stays as it is.
    host.check_output("echo '# own' | sudo tee --append %s", DROP_IN)
    step.again()
    assert host.file(DROP_IN).content_string.endswith("\n# own\n")
    # A file that nft cannot read is noticed.
    host.check_output(f"cp {CONF} /root/nftables.conf && echo nonsense >> {CONF}")
    assert step.again().exit != 0
    host.check_output(f"cp /root/nftables.conf {CONF}")


def test_see_own_table(step: StepRun) -> None:
    lines = step.run().text.splitlines()
    assert len(lines) == 6
    assert "table inet filter {} # only this table" in lines
    assert "delete table inet filter # only this table" in lines
    assert lines[-1].strip() == "argv[]=/usr/sbin/nft delete table inet filter"


def test_undo_own_table(step: StepRun, host: Host) -> None:
    # What the reader has written since stays.
    host.check_output("echo '# own' | sudo tee --append %s", CONF)
    assert step.run().text == ""
    lines = host.file(CONF).content_string.splitlines()
    assert lines.count("flush ruleset") == 1
    assert lines[-1] == "# own"
    assert not [line for line in lines if "only this table" in line]
    assert not host.file(DROP_IN).exists
    assert "flush ruleset" in host.check_output("systemctl show --property=ExecStop nftables")
    # Such lines and such a drop-in of the reader's own stay as they are.
    own = "table inet filter {}\ndelete table inet filter"
    host.check_output(f"echo '{own}' | sudo tee {CONF}")
    host.check_output("echo '[Service]' | sudo tee %s", DROP_IN)
    step.again()
    assert host.file(CONF).content_string == f"{own}\n"
    assert host.file(DROP_IN).content_string == "[Service]\n"
