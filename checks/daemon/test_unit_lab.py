"""Another start line for the daemon: first as it is often tried, then as systemd takes it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, process, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DOCKER = "repository"  # the distribution's unit reads, and starts, something else

DROP_IN = "/etc/systemd/system/docker.service.d/start.conf"
START = "/usr/local/bin/dockerd --host=fd:// --containerd=/run/containerd/containerd.sock"


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


@pytest.mark.stops_containers
def test_second_start(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run(exit=1)
    # Once more, now that the folder is there; and so there is a line too much in the journal.
    result = step.run(exit=1)
    assert "bad unit file setting" in str(result.stderr)
    assert host.file(DROP_IN).content_string == f"[Service]\nExecStart={START}\n"
    state = host.check_output("systemctl show --property=LoadState --value docker")
    assert state == "bad-setting"
    # systemd refuses before it stops anything.
    assert process(host) == before


def test_ask_journal(step: StepRun) -> None:
    result = step.run()
    [line] = str(result.stdout).splitlines()
    assert line.startswith("docker.service: Service has more than one ExecStart= setting")


def test_put_binary(step: StepRun, host: Host) -> None:
    step.run()
    binary = host.file("/usr/local/bin/dockerd")
    assert binary.mode == 0o755
    assert binary.sha256sum == host.file("/usr/bin/dockerd").sha256sum


@pytest.mark.stops_containers
def test_replace_start(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert host.file(f"/proc/{process(host)}/exe").linked_to == "/usr/local/bin/dockerd"
    assert host.run("docker version").rc == 0


def test_show_arguments(step: StepRun) -> None:
    assert str(step.run().stdout) == f"{START}\n"


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert not host.file(DROP_IN).exists
    assert not host.file("/usr/local/bin/dockerd").exists
    assert host.file(f"/proc/{process(host)}/exe").linked_to == "/usr/bin/dockerd"
