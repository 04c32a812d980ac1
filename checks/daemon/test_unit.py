"""Another start line for the daemon, by a drop-in, and back."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, info, process, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DOCKER = "repository"  # the distribution's unit reads, and starts, something else

DROP_IN = "/etc/systemd/system/docker.service.d/start.conf"
START = "/usr/bin/dockerd --host=fd:// --containerd=/run/containerd/containerd.sock --debug"


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def test_see_command(step: StepRun) -> None:
    wanted = "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"
    assert step.run().text.strip() == f"argv[]={wanted}"


@pytest.mark.stops_containers
def test_change_command(step: StepRun, host: Host, machine: Machine) -> None:
    assert_restarted(step, host)
    assert host.file(DROP_IN).content_string == f"[Service]\nExecStart=\nExecStart={START}\n"
    assert info(host)["Debug"] is True
    # Where there is a drop-in of this name, nothing happens.
    before = process(host)
    host.check_output(f"cp -a {DROP_IN} /root/drop-in && echo '[Unit]' > {DROP_IN}")
    assert step.again().exit != 0
    assert host.file(DROP_IN).content_string == "[Unit]\n"
    assert process(host) == before
    host.check_output(f"cp -a /root/drop-in {DROP_IN} && systemctl daemon-reload")
    machine.terminal.check("systemctl reset-failed docker docker.socket")


def test_see_running(step: StepRun) -> None:
    assert step.run().text == f"{START}\n"


@pytest.mark.stops_containers
def test_undo_command(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert not host.file(DROP_IN).exists
    assert info(host)["Debug"] is False
    host.check_output(f"echo '[Unit]' > {DROP_IN}")
    step.again()
    assert host.file(DROP_IN).exists
