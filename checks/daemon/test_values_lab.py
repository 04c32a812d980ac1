"""Values that validate, and then stop Docker or do nothing."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import info, process, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

LIMIT = 120


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    done = machine.terminal.check("docker pull busybox", 120)
    assert done.exit == 0, done.text


def stops(step: StepRun, host: Host, why: str) -> None:
    """The value passes validation, and Docker ends with `why`."""
    result = step.run(limit=LIMIT)
    assert "configuration OK" in str(result.stderr)
    _, line = str(result.stdout).splitlines()
    assert line.startswith("failed to start daemon: ")
    assert why in line
    assert process(host) == "0"


def starts(step: StepRun, exit: int = 0) -> list[str]:
    """The value passes validation, and Docker starts; returns what else was printed."""
    result = step.run(limit=LIMIT, exit=exit)
    _, started, *more = str(result.stdout).splitlines()
    ok, *errors = str(result.stderr).splitlines()
    assert (ok, started) == ("configuration OK", "started")
    return more + errors


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_try_start(step: StepRun, host: Host) -> None:
    assert starts(step) == []
    assert info(host)["Debug"] is True


def test_kernel_check(
    step: StepRun, host: Host, containerd_store: bool, docker_version: tuple[int, ...]
) -> None:
    # Named like this, overlay2 is the classic store to Docker 29. Before, where containerd's store
    # is switched on, it is taken for one of containerd's snapshotters, which it is not.
    if containerd_store and docker_version < (29,):
        assert starts(step) == []
        tried = host.run("docker run --rm busybox true")
        assert "snapshotter not loaded: overlay2" in tried.stderr
    else:
        stops(step, host, "overlay2")


def test_max_files(step: StepRun, host: Host) -> None:
    stops(step, host, "unknown log opt 'max-files' for json-file log driver")


def test_slash(step: StepRun, host: Host) -> None:
    stops(step, host, '"5000/"')


def test_bip(step: StepRun, host: Host) -> None:
    stops(step, host, "failed to allocate gateway (172.30.0.0): Address already in use")


def test_pool_size(step: StepRun, host: Host) -> None:
    stops(step, host, "pool")


def test_runtime(step: StepRun, host: Host) -> None:
    stops(step, host, "nvidia")


def test_useless_path(step: StepRun, host: Host) -> None:
    assert starts(step) == []
    assert info(host)["RegistryConfig"]["Mirrors"] == ["https://mirror.internal/v2/library/"]


def test_useless_double(step: StepRun) -> None:
    assert starts(step) == ["[rack=7]"]


def test_log_driver(step: StepRun) -> None:
    assert 'plugin "jsonfile" not found' in "".join(starts(step, exit=125))


def test_log_size(step: StepRun) -> None:
    assert "invalid size: 'ten'" in "".join(starts(step, exit=125))


def test_repair(step: StepRun, host: Host) -> None:
    assert starts(step) == []
    assert host.service("docker").is_running
