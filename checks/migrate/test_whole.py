"""A whole VM as an image: what it can do, and what it cannot."""

from __future__ import annotations

import json
import re

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.migrate.legacy import CHANGED, running, seen
from checks.migrate.moved import refusals


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    return running(machine)


@pytest.mark.second_host
def test_import(step: StepRun, host: Host) -> None:
    step.run(limit=300, hide=CHANGED)
    [facts] = json.loads(host.check_output("docker image inspect legacy:whole"))
    assert facts["Config"]["ExposedPorts"] == {"80/tcp": {}}
    # With owners, modes and setuid.
    looks = "docker run --rm legacy:whole stat --format='%a %u %g' {}"
    for path, want in {
        "/srv/orders/files/prices.txt": "640 1001 900",
        "/etc/orders.env": "640 0 900",
        "/usr/bin/su": "4755 0 0",
        "/tmp": "1777 0 0",
    }.items():
        assert host.check_output(looks.format(path)) == want
    for path in ("/boot", "/var/cache", "/var/log/journal"):
        assert not host.run("docker run --rm legacy:whole ls %s", path).succeeded


def test_size(step: StepRun) -> None:
    said = str(step.run(hide={"size": r"(\d+MB)", "use": r"(\d+\.?\d*[MG]B)"}).stdout)
    assert "legacy" in said
    assert "whole" in said
    sizes = [int(size) for size in re.findall(r"(\d+)(?:\.\d+)?MB", said)]
    assert max(sizes) > 300


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    assert host.docker("legacy-web").is_running


def test_answers(step: StepRun, host: Host, vm: Machine) -> None:
    assert step.run().text == seen(vm).check_output("curl --silent localhost/") + "\n"
    assert refusals(step) == 1
    kept = "log=/var/log/nginx/access.log; grep -v TRACE $log > /tmp/kept; cat /tmp/kept > $log"
    host.check_output("docker exec legacy-web sh -c %s", kept)


def test_no_application(step: StepRun) -> None:
    assert step.run().text == "502\n"


def test_what_runs(step: StepRun) -> None:
    # Also the two that look.
    found = step.run().text.split()
    assert {"nginx"} <= {*found} <= {"nginx", "sh", "cat"}
    assert found == sorted({*found})


def test_no_systemctl(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "System has not been booted with systemd as init system (PID 1). Can't operate." in said


def test_no_logs(step: StepRun, host: Host) -> None:
    result = step.run(
        hide={
            "address": r"^(\S+) - - ",
            "time": r"\[(\d+/\w+/\d+:\d+:\d+:\d+ [+-]\d+)\]",
            "agent": r"(curl/[\d.]+)",
            "until it was up": r'\A.* ((?:404|502) \d+) "-"',
        }
    )
    assert str(result.stderr) == ""
    assert '"GET / HTTP/1.1" 200' in str(result.stdout)
    assert '"GET /orders HTTP/1.1" 502' in str(result.stdout)
    assert step.machine.terminal.run("docker logs legacy-web").text == ""
    # Only what its process writes to standard output would be there.
    host.check_output("docker exec legacy-web sh -c %s", "echo written > /proc/1/fd/1")
    await_true(lambda: host.check_output("docker logs legacy-web") == "written")
    assert step.again().text.startswith("written\n")


def test_not_its_own(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).split()
    short = host.check_output("docker inspect --format '{{.Id}}' legacy-web")[:12]
    assert len(said) == 4
    assert said[0] == short
    assert said[-2] == short
    assert said[-1] == "10-lan.network"


@pytest.mark.second_host
def test_same_id(step: StepRun, vm: Machine) -> None:
    hide = {"id": r"^([0-9a-f]{32})$", "digest": r"^([0-9a-f]{64})  "}
    one, two, key, theirs = str(step.run(hide=hide).stdout).splitlines()
    assert one == two
    assert one == seen(vm).file("/etc/machine-id").content_string.strip()
    assert key == theirs


def test_secrets(step: StepRun) -> None:
    assert "kept-in-a-file" in step.run().text


def test_init(step: StepRun) -> None:
    assert step.run(exit=255).text == ""


def test_init_logs(step: StepRun, host: Host) -> None:
    assert step.run().text == "legacy-init\n"
    # A container that has said something.
    host.check_output("docker run --name legacy-init legacy:whole echo said")
    assert step.again().text == "said\nlegacy-init\n"


def test_init_with_terminal(step: StepRun, host: Host) -> None:
    said = step.run(exit=255).text
    assert "Operation not permitted" in said
    assert "Failed to mount API filesystems." in said
    # It has the name that the one before had.
    host.check_output("docker create --name legacy-init legacy:whole true")
    assert step.again().exit == 125
    host.check_output("docker rm legacy-init")


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
    assert host.check_output("docker images --quiet legacy") == ""
