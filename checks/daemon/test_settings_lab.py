"""Where settings live: /etc/default/docker does nothing."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DOCKER = "repository"  # the distribution's unit reads, and starts, something else

OLD = "/etc/default/docker"


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


@pytest.mark.stops_containers
def test_use_old_file(step: StepRun, host: Host) -> None:
    before = host.file(OLD).content_string if host.file(OLD).exists else ""
    assert_restarted(step, host)
    assert host.file(OLD).content_string == f'{before}DOCKER_OPTS="--label site=berlin"\n'


def test_no_label(step: StepRun) -> None:
    assert str(step.run().stdout) == "[]\n"


def test_show_arguments(step: StepRun) -> None:
    result = step.run()
    assert (
        str(result.stdout)
        == "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock\n"
    )


def test_clean_old_file(step: StepRun, host: Host) -> None:
    before = host.file(OLD).content_string.splitlines()
    step.run()
    assert host.file(OLD).content_string.splitlines() == before[:-1]
