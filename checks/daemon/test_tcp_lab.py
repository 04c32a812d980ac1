"""The daemon on a TCP port: `hosts` against the unit, and who else can then give orders."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, configured, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DOCKER = "repository"  # the distribution's unit reads, and starts, something else

DROP_IN = "/etc/systemd/system/docker.service.d/hosts.conf"
UNIT_START = "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The other host, which nobody has allowed anything."""
    settle(machine)
    return machine.neighbour("laptop.internal")


def _arguments(host: Host) -> list[str]:
    """The daemon's command line."""
    return str(host.check_output("ps -o args= -C dockerd")).split()


@pytest.mark.deletes_data
def test_hosts_key(step: StepRun, host: Host) -> None:
    result = step.run()
    # Validation knows nothing of the unit's command line.
    assert result.text.endswith("configuration OK\n")
    assert host.file("/etc/docker").mode == 0o755
    assert configured(host) == {"hosts": ["fd://", "tcp://127.0.0.1:2375"]}


@pytest.mark.stops_containers
def test_restart_fails(step: StepRun, host: Host) -> None:
    step.run(exit=1)
    assert not host.service("docker").is_running


def test_journal(step: StepRun) -> None:
    result = step.run()
    assert len(str(result.stdout).splitlines()) == 1
    assert str(result.stdout).startswith("unable to configure the Docker daemon with file")
    assert (
        "specified both as a flag and in the configuration file: hosts: "
        "(from flag: [fd://], from file: [fd:// tcp://127.0.0.1:2375])"
    ) in str(result.stdout)


def test_drop_in(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(DROP_IN).content_string.splitlines() == [
        "[Service]",
        "ExecStart=",
        "ExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock",
    ]
    start = host.check_output("systemctl show --property=ExecStart docker")
    assert "-H fd://" not in start
    assert "--containerd=/run/containerd/containerd.sock" in start
    assert host.check_output("systemctl show --property=NeedDaemonReload --value docker") == "no"
    assert step.again().exit == 0


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host, machine: Machine) -> None:
    # As for somebody who has tried too often: without the first line it would not start.
    machine.terminal.check("for i in 1 2 3 4; do systemctl restart docker; done")
    machine.terminal.check("systemctl stop docker.socket docker; systemctl start docker.socket")
    step.run()
    assert host.service("docker").is_running
    assert host.socket("tcp://127.0.0.1:2375").is_listening
    assert not host.socket("tcp://0.0.0.0:2375").is_listening


def test_both_answer(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "tcp: linux\nsocket: linux\n"


def test_warning(step: StepRun) -> None:
    result = step.run()
    assert len(str(result.stdout).splitlines()) == 1
    assert "without encryption" in str(result.stdout)
    assert str(result.stdout).startswith("time=")


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_as_in_2014(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host) == {"hosts": ["fd://", "tcp://0.0.0.0:4243"]}
    assert host.socket("tcp://4243").is_listening
    assert not host.socket("tcp://127.0.0.1:2375").is_listening


@pytest.mark.second_host
def test_stranger(step: StepRun, host: Host) -> None:
    step.run()
    written = host.file("/root/was-here")
    assert (written.user, written.exists) == ("root", True)
    assert host.check_output("docker ps --all --quiet") == ""
    assert host.run("docker image inspect busybox:1.37").rc == 0


def test_was_here(step: StepRun) -> None:
    result = step.run()
    assert result.text == "root /root/was-here\n"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_close(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.check("for i in 1 2 3 4; do systemctl restart docker; done")
    step.run()
    assert host.service("docker").is_running
    assert _arguments(host) == UNIT_START.split()
    assert not host.file(DROP_IN).exists
    assert not host.file("/root/was-here").exists
    assert not host.file("/etc/docker/daemon.json").exists


@pytest.mark.second_host
def test_closed(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "Cannot connect to the Docker daemon at tcp://server.internal:4243" in result.text
    assert not host.socket("tcp://4243").is_listening
