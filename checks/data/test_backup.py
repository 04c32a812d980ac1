"""A volume backed up, lost and restored."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.data.facts import assert_only_read
from checks.folder import (
    assert_folder_goes,
    assert_new_folder,
    assert_writes_only_there,
    folder,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "redis:8")


def _archive(machine: Machine) -> str:
    """Where the page puts its backup."""
    return f"{folder(machine)}/store.tar.gz"


def _volumes(host: Host) -> set[str]:
    return set(host.check_output("docker volume ls --quiet").split())


def _await_redis(host: Host) -> None:
    """It answers a moment after its container has started."""
    await_true(lambda: host.run("docker exec trial-store redis-cli ping").stdout == "PONG\n")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    (mount,) = inspect(host, "trial-store")["Mounts"]
    assert (mount["Name"], mount["Destination"]) == ("trial-store", "/data")
    assert inspect(host, "trial-store")["State"]["Running"]
    assert inspect(host, "trial-store")["Config"]["Image"] == "redis:8"
    _await_redis(host)


def test_write(step: StepRun, host: Host) -> None:
    assert step.run().text == "OK\n"
    assert host.check_output("docker exec trial-store redis-cli get guest") == "Ada"


def test_back_up(step: StepRun, host: Host) -> None:
    said = step.run().text.splitlines()
    assert said[:2] == ["trial-store", "./"]
    assert "./dump.rdb" in said
    assert host.file(_archive(step.machine)).is_file
    # gzip's first bytes.
    assert host.check_output(f"head -c 2 {_archive(step.machine)} | od -An -tx1").strip() == "1f 8b"
    assert_only_read(step, "/from")
    # A backup that fails leaves the good one, and does not pass for it.
    good = host.file(_archive(step.machine)).sha256sum
    failing = step.step.command.replace(" busybox ", " busybox/none ")
    assert step.machine.terminal.run(failing).exit == 125
    assert host.file(_archive(step.machine)).sha256sum == good
    assert step.again().exit == 0
    assert not host.file(f"{_archive(step.machine)}.new").exists
    # Stopped, and only that; the helper is gone.
    assert names(host, "--all") == {"trial-store"}
    assert not inspect(host, "trial-store")["State"]["Running"]
    assert_writes_only_there(step, host, "folder", "store.tar.gz")


@pytest.mark.deletes_data
def test_lose(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert _volumes(host) == set()


def test_restore(step: StepRun, host: Host) -> None:
    step.run()
    assert _volumes(host) == {"trial-store"}
    before = set(host.check_output(f"tar --list --file {_archive(step.machine)}").split())
    after = host.check_output("cd /var/lib/docker/volumes/trial-store/_data && find . -type f")
    assert {f for f in before if not f.endswith("/")} == set(after.split())
    assert_only_read(step, "/from")
    assert names(host, "--all") == set()


def test_run_again(step: StepRun, host: Host) -> None:
    step.run()
    (mount,) = inspect(host, "trial-store")["Mounts"]
    assert inspect(host, "trial-store")["Config"]["Image"] == "redis:8"
    assert (mount["Name"], mount["Destination"]) == ("trial-store", "/data")
    _await_redis(host)


def test_read_again(step: StepRun) -> None:
    assert step.run().text == "Ada\n"


def test_misspelt(step: StepRun, host: Host) -> None:
    # Docker made the volume, and the archive has nothing in it but the directory.
    assert step.run().text == "./\n"
    assert _volumes(host) == {"trial-store", "trial-stroe"}
    assert_only_read(step, "/from")
    assert names(host, "--all") == {"trial-store"}
    assert_writes_only_there(step, host, "folder", "misspelt.tar.gz")


def test_not_empty(step: StepRun, host: Host) -> None:
    listed = set(step.run().text.split())
    assert {"dump.rdb", "old-file"} <= listed
    for place in ("/from", "/data"):
        assert_only_read(step, place)
    assert names(host, "--all") == {"trial-store"}


def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert names(host, "--all") == set()
    assert _volumes(host) == set()
