"""What no key of daemon.json sets: the daemon's environment, with the temporary folder in it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DROP_IN = "/etc/systemd/system/docker.service.d/tmpdir.conf"


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def test_write_drop_in(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(DROP_IN).content_string.splitlines() == [
        "[Service]",
        'Environment="DOCKER_TMPDIR=/var/tmp/docker"',
    ]
    # A drop-in of this name that is there stays as it is.
    host.check_output(f"cp -a {DROP_IN} /root/drop-in && echo '[Unit]' > {DROP_IN}")
    assert step.again().exit != 0
    assert host.file(DROP_IN).content_string == "[Unit]\n"
    host.check_output(f"cp -a /root/drop-in {DROP_IN}")


def test_not_read_yet(step: StepRun) -> None:
    result = step.run()
    assert set(str(result.stdout).splitlines()) == {"Environment=", "NeedDaemonReload=yes"}


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host) -> None:
    assert not host.file("/var/tmp/docker").exists
    assert_restarted(step, host)
    assert host.file("/var/tmp/docker").is_directory


def test_read_now(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "Environment=DOCKER_TMPDIR=/var/tmp/docker\n"


def test_see_directory(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "drwx------ root /var/tmp/docker\n"


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert not host.file(DROP_IN).exists
    shown = host.check_output("systemctl show --property=Environment --value docker")
    assert shown == ""
    host.check_output(f"echo '[Unit]' > {DROP_IN}")
    step.again()
    assert host.file(DROP_IN).exists
