"""Whose the files are: numbers, on the host, in an image, in a bind mount and in a volume."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.data.facts import Volumes, assert_only_read
from checks.folder import (
    assert_folder_goes,
    assert_gives_only_there,
    assert_new_folder,
    assert_runs_only_there,
    assert_writes_only_there,
    folder,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DENIED = "Permission denied"
WHEN = {"when": r"(\w{3} +\d+ \d\d:\d\d)"}


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The images are there, and two volumes of somebody else's."""
    pull(machine, "busybox", "nginx", "postgres:17")
    return Volumes(machine)


def _uid(host: Host, step: StepRun, name: str) -> int:
    return int(host.file(f"{folder(step.machine)}/{name}").uid)


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_which_number(step: StepRun) -> None:
    nginx, postgres = step.run().text.splitlines()
    assert nginx.startswith("uid=101(nginx)")
    assert postgres.startswith("uid=999(postgres)")


def test_numbers(step: StepRun, host: Host) -> None:
    here, *_, row, there = step.run(hide=WHEN).text.splitlines()
    reader = str(host.user("reader").uid)
    assert here.split() == [reader, "reader", "shared/note"]
    assert row.split()[2] == reader
    assert row.split()[4] == str(len("mine\n"))
    # The image has no user of this number, so it has no name there.
    assert there.split() == [reader, "UNKNOWN", "/data/note"]
    assert_writes_only_there(step, host, "folder", "shared/note")


def test_refused(step: StepRun) -> None:
    assert f"'/data/by-101': {DENIED}" in str(step.run(exit=1).stderr)


def test_look(step: StepRun, host: Host) -> None:
    reader = host.user("reader")
    mode = host.file(f"{folder(step.machine)}/shared").mode
    assert step.run().text == f"{reader.uid}:{reader.gid} {mode:o} shared\n"


def test_give(step: StepRun, host: Host) -> None:
    assert step.run().text == "101 shared/by-101\n"
    # What was in it is still the reader's.
    assert _uid(host, step, "shared/note") == host.user("reader").uid
    assert_gives_only_there(step, host, "shared")


def test_as_me(step: StepRun, host: Host) -> None:
    assert step.run().text == "reader mine/by-me\n"
    assert host.file(f"{folder(step.machine)}/mine/by-me").gid == host.user("reader").gid
    assert_runs_only_there(step, host, "folder", "mine/note")


def test_group(step: StepRun, host: Host) -> None:
    rows = [row.split() for row in step.run(hide=WHEN).text.splitlines()]
    assert [(*row[2:5], row[-1]) for row in rows] == [
        ("3000", "2000", "0", "/data/by-3000"),
        ("3001", "2000", "8", "/data/by-group"),
    ]
    here = f"{folder(step.machine)}/shared"
    assert (host.file(here).gid, host.file(here).mode) == (2000, 0o2775)
    owners = {(host.file(f"{here}/{name}").uid) for name in ("by-3000", "by-group")}
    assert owners == {3000, 3001}
    assert host.file(f"{here}/by-group").content_string == "by-3001\n"
    # Because of the 2 in 2775 the new files have the directory's group.
    assert {host.file(f"{here}/{name}").gid for name in ("by-3000", "by-group")} == {2000}
    assert_gives_only_there(step, host, "shared")


def test_build(step: StepRun, host: Host) -> None:
    assert len(step.run(limit=120).text.splitlines()) == 1  # --quiet
    who = "docker run --rm trial-owner:1 sh -c 'id -u; id -g'"
    assert host.check_output(who) == "1234\n1234"
    assert_writes_only_there(step, host, "folder", "Dockerfile")


def test_first_fill(step: StepRun, host: Host, volumes: Volumes) -> None:
    row = step.run(hide=WHEN).text.splitlines()[-1].split()
    assert (row[2], row[3], row[-1]) == ("1234", "1234", "file")
    data = "/var/lib/docker/volumes/trial-own/_data"
    assert (host.file(data).uid, host.file(f"{data}/file").uid) == (1234, 1234)
    assert volumes.own(host) == {"trial-own"}


def test_no_directory(step: StepRun, host: Host) -> None:
    assert f"/elsewhere/file: {DENIED}" in str(step.run(exit=1).stderr)
    assert host.file("/var/lib/docker/volumes/trial-none/_data").uid == 0


def test_changed_image(step: StepRun, host: Host) -> None:
    result = step.run(exit=1, limit=120)
    assert len(str(result.stdout).splitlines()) == 1  # --quiet
    assert f"/data/after-update: {DENIED}" in str(result.stderr)
    who = "docker run --rm trial-owner:2 sh -c 'id -u; id -g'"
    assert host.check_output(who) == "4321\n4321"
    assert_writes_only_there(step, host, "folder", "Dockerfile")


def test_whose_volume(step: StepRun) -> None:
    assert step.run(hide=WHEN).text.split()[2] == "1234"
    assert_only_read(step, "/data")


def test_hand_over(step: StepRun, host: Host) -> None:
    step.run()
    data = "/var/lib/docker/volumes/trial-own/_data"
    assert {host.file(f"{data}/{name}").uid for name in ("file", "other")} == {999}


def test_second_owner(step: StepRun) -> None:
    assert f"/data/other: {DENIED}" in str(step.run(exit=1).stderr)


def test_archive(step: StepRun, host: Host) -> None:
    rows = step.run(hide={"when": r"(\d{4}-\d\d-\d\d \d\d:\d\d)"}, unordered=True).text.splitlines()
    owners = {row.split()[-1].rpartition("/")[2]: row.split()[1] for row in rows}
    reader = host.user("reader")
    assert owners["note"] == f"{reader.uid}/{reader.gid}"
    assert owners["by-101"].startswith("101/")
    assert owners["by-3000"] == "3000/2000"
    assert_writes_only_there(step, host, "folder", "owners.tar")


def test_remove(step: StepRun, host: Host, volumes: Volumes) -> None:
    assert_folder_goes(step, host)
    assert volumes.own(host) == set()
    assert names(host, "--all") == set()
    assert "trial-owner" not in host.check_output("docker images")
