"""Log files that do not grow for ever, and whose do."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, configured, run_twice, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

HIDE = {"bytes": r"^(\d+) "}
LINES = 100_000


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def files(step: StepRun, host: Host, container: str) -> list[int]:
    """Run a step that lists the container's log files, and return their sizes in bytes."""
    result = step.run(hide=HIDE)
    path = host.check_output(f"docker inspect --format '{{{{.LogPath}}}}' {container}")
    listed = [line.split(" ") for line in str(result.stdout).splitlines()]
    names = [name for _, name in listed]
    assert names == sorted(names)
    folder, _, first = path.rpartition("/")
    assert names == [first + end for end in ("", ".1", ".2")][: len(names)]
    sizes = [int(size) for size, _ in listed]
    assert sizes == [host.file(f"{folder}/{name}").size for name in names]
    return sizes


def test_write_much(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == ""
    assert host.check_output("docker logs before | wc -l") == str(LINES)


def test_see_log(step: StepRun, host: Host) -> None:
    [size] = files(step, host, "before")
    assert size > 5_000_000


@pytest.mark.deletes_data
def test_set_rotation(step: StepRun, host: Host) -> None:
    run_twice(step)
    assert configured(host) == {
        "log-driver": "json-file",
        "log-opts": {"max-size": "100k", "max-file": "3"},
    }


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)


def test_write_much_again(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == ""
    assert host.check_output("docker logs --tail 1 after") == str(LINES)


def test_see_rotated(step: StepRun, host: Host) -> None:
    sizes = files(step, host, "after")
    # A file is changed when it has passed the limit, by a line at most.
    assert len(sizes) == 3
    assert all(size < 100_200 for size in sizes)


def test_see_what_is_left(step: StepRun) -> None:
    result = step.run(hide={"number": r"\A(\d+)"})
    first, last = str(result.stdout).splitlines()
    assert 1 < int(first) < LINES
    assert int(last) == LINES


def test_old_one_grows(step: StepRun, host: Host) -> None:
    [size] = files(step, host, "before")
    assert size > 10_000_000


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
