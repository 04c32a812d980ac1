"""The settings that the page hands out, in use."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    SINCE,
    as_if_run,
    assert_merges,
    assert_not_on_a_swarm,
    assert_restarted,
    configured,
    has_settings,
    info,
    process,
    settle,
    with_jq,
)
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

FILE = ROOT / "assets" / "files" / "daemon.json"
LOG = {"max-file": "3", "max-size": "10m", "tag": "{{.Name}}"}


@pytest.fixture(scope="module", autouse=True)
def downloaded(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)
    machine.put(FILE, "daemon.json")


def test_read(step: StepRun) -> None:
    assert str(step.run().stdout) == FILE.read_text(encoding="utf-8")


def test_validate(step: StepRun) -> None:
    assert step.run().text == "configuration OK\n"


@pytest.mark.stops_containers
def test_put(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.check("mkdir --parents /etc/docker && echo {} > /etc/docker/daemon.json")
    assert_not_on_a_swarm(step, host)
    machine.terminal.check("rm -r /etc/docker")
    before = process(host)
    given = json.loads(FILE.read_text(encoding="utf-8"))
    merged = OWN | given | {"log-opts": LOG}
    assert_merges(step, host, machine, merged, given, "before-file")
    assert process(host) not in (before, "0")
    has_settings(machine, json.dumps(OWN))
    assert step.again().exit == 0


def test_see_daemon(step: StepRun, host: Host) -> None:
    live, driver, pools, bridge = str(step.run().stdout).splitlines()
    said = info(host)
    assert (live, driver) == ("live-restore: true", "log-driver: json-file")
    assert said["DefaultAddressPools"] == [{"Base": "10.201.0.0/16", "Size": 24}]
    assert pools == "default-address-pools: [{10.201.0.0/16 24}]"
    assert bridge.split()[0] == "docker0"
    assert bridge.split()[2:] == ["10.200.0.1/24"]


def test_see_container(step: StepRun, host: Host) -> None:
    result = step.run()
    said = json.loads(host.check_output("docker inspect log-check"))[0]["HostConfig"]["LogConfig"]
    assert said == {"Type": "json-file", "Config": LOG}
    assert str(result.stdout).splitlines()[1].startswith("{json-file map[max-file:3 max-size:10m")


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""


def running(host: Host) -> bool:
    """Whether the container that Docker is to keep running does, when Docker has had its time."""
    try:
        await_true(lambda: host.docker("kept").is_running, 15)
    except AssertionError:
        return False
    return True


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    host.check_output("docker run --detach --name kept --restart unless-stopped busybox sleep 9999")
    # What the first lines are for: a restart that takes live-restore away ends the container as
    # `docker stop` does, and it stays down.
    host.check_output("cp -a /etc/docker/daemon.json /root/merged")
    host.check_output("cp /etc/docker/daemon.json.before-file /etc/docker/daemon.json")
    host.check_output("systemctl reset-failed docker && systemctl restart docker")
    assert not running(host)
    host.check_output("cp -a /root/merged /etc/docker/daemon.json")
    host.check_output("systemctl restart docker && docker start kept")
    host.check_output("systemctl reset-failed docker")  # so many restarts count as a fault
    assert_restarted(step, host)
    assert configured(host) == OWN
    assert running(host)
    host.check_output("docker rm --force kept")
    # Where some of the keys had values of the reader's own, they are back.
    given = json.loads(FILE.read_text(encoding="utf-8"))
    had = {
        "bip": "10.9.0.1/24",
        "live-restore": True,
        "log-driver": "json-file",
        "log-opts": {"tag": "{{.Name}}", "max-size": "50m"},
    }
    merged = OWN | given | {"log-opts": LOG} | SINCE
    as_if_run(machine, merged, "before-file", OWN | had)
    assert step.again().exit == 0
    assert configured(host) == OWN | had | SINCE
    assert info(host)["LiveRestoreEnabled"]
    assert not host.file("/etc/docker/daemon.json.before-file").exists
