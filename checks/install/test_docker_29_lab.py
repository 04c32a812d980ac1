"""Which clients are too old: found before the upgrade, tried, let in; and the limits for all."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import address, names, pull
from checks.daemon.facts import assert_restarted, configured, reloads, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

DROP_IN = "/etc/systemd/system/docker.service.d/old-clients.conf"
LIMITS = ["8192", "16384"]
TOO_OLD = (
    '{"message":"client version 1.24 is too old. Minimum supported API version is 1.44, '
    'please upgrade your client to a newer version"}\n\n400\n'
)


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    pull(machine, "busybox", "nginx")


def least(host: Host) -> str:
    """The oldest API version that the daemon answers to."""
    return str(host.check_output("docker version --format '{{.Server.MinAPIVersion}}'"))


@pytest.mark.deletes_data
def test_listen(step: StepRun, host: Host) -> None:
    step.run()
    assert configured(host) == {"debug": True}
    await_true(lambda: reloads(host) == 1)


def test_old_request(step: StepRun) -> None:
    assert str(step.run().stdout) == "OK\n"


def test_count_versions(step: StepRun, host: Host) -> None:
    own = host.check_output("docker version --format '{{.Client.APIVersion}}'")
    result = step.run(hide={"count": r"^ *(\d+)"})
    lines = [line.split() for line in str(result.stdout).splitlines()]
    counts = {version.strip("/v"): int(count) for count, version in lines}
    assert counts["1.41"] == 1
    assert {*counts} == {"1.41", own}


@pytest.mark.deletes_data
def test_listen_no_more(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: host.check_output("docker info --format '{{json .Debug}}'") == "false")


@pytest.mark.stops_containers
def test_rehearse(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert least(host) == "1.44"


def test_refused(step: StepRun) -> None:
    assert str(step.run().stdout) == TOO_OLD


@pytest.mark.stops_containers
def test_let_in(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert least(host) == "1.24"


def test_let_in_now(step: StepRun) -> None:
    assert str(step.run().stdout) == "OK\n200\n"


def test_links_back(step: StepRun, host: Host) -> None:
    result = step.run(hide={"name": r"DB_NAME=/(\w+)/db"})
    lines = str(result.stdout).splitlines()
    assert f"DB_PORT_80_TCP_ADDR={address(host, 'trial')}" in lines


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_raise_limits(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host)["default-ulimits"]["nofile"]["Soft"] == 8192


def test_limits_raised(step: StepRun) -> None:
    first, second, name, *last = str(step.run().stdout).split()
    assert [first, second] == LIMITS
    assert name == "trial"
    assert last == LIMITS


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert not host.file(DROP_IN).exists
    assert names(host, "--all") == set()
