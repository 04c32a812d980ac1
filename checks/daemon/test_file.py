"""The settings that the page hands out, in use."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    DAEMON_JSON,
    assert_restarted,
    configured,
    info,
    settle,
)
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

FILE = ROOT / "assets" / "files" / "daemon.json"
LOG = {"max-file": "3", "max-size": "10m"}


@pytest.fixture(scope="module", autouse=True)
def downloaded(machine: Machine) -> None:
    settle(machine)
    machine.put(FILE, "daemon.json")


def test_read(step: StepRun) -> None:
    assert str(step.run().stdout) == FILE.read_text(encoding="utf-8")


def test_validate(step: StepRun) -> None:
    assert step.run().text == "configuration OK\n"


def test_put(step: StepRun, machine: Machine, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host) == json.loads(FILE.read_text(encoding="utf-8"))
    # Once more, where a file is there already: it is kept.
    machine.terminal.check(f"echo '{{}}' > {DAEMON_JSON}")
    assert_restarted(step, host)
    assert host.file(f"{DAEMON_JSON}.~1~").content_string == "{}\n"
    assert configured(host) == json.loads(FILE.read_text(encoding="utf-8"))


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
    assert str(result.stdout).splitlines()[1] == "{json-file map[max-file:3 max-size:10m]}"
    said = json.loads(host.check_output("docker inspect web"))[0]["HostConfig"]["LogConfig"]
    assert said == {"Type": "json-file", "Config": LOG}


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
