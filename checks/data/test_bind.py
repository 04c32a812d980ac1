"""Folders of the host in a container: what they hide, who owns what is written."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.folder import (
    assert_folder_goes,
    assert_gives_only_there,
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
    pull(machine, "busybox", "nginx")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_bind(step: StepRun, host: Host) -> None:
    assert step.run().text == "From the host\n"
    assert host.file(f"{folder(step.machine)}/site").user == "reader"
    assert names(host, "--all") == set()
    # The option that the page says makes it safe: the same mount cannot be written to.
    wrote = step.machine.terminal.run(step.step.command.splitlines()[1].replace("cat ", "touch "))
    assert "Read-only file system" in str(wrote.stderr)
    assert_writes_only_there(step, host, "folder", "site/index.html")


def test_as_me(step: StepRun, host: Host) -> None:
    assert step.run().text == "reader reader\n"
    assert names(host, "--all") == set()


def test_mount_refuses(step: StepRun, host: Host) -> None:
    result = step.run(exit=125, hide={"directory": r"(/var/tmp/tmp\.\w+)"})
    # Docker 26 ends the sentence with a full stop.
    refused = rf"bind source path does not exist: {folder(step.machine)}/absent\.?$"
    assert re.search(refused, str(result.stderr), re.MULTILINE)
    assert not host.file(f"{folder(step.machine)}/absent").exists


def test_volume_makes(step: StepRun, host: Host) -> None:
    assert step.run().text == "root directory\n"
    assert host.file(f"{folder(step.machine)}/absent").is_directory
    assert names(host, "--all") == set()


def test_hides(step: StepRun, host: Host) -> None:
    assert step.run().text == "by-me\nindex.html\n"
    assert names(host, "--all") == set()


def test_read_only(step: StepRun, host: Host) -> None:
    assert "Read-only file system" in str(step.run(exit=1).stderr)
    assert not host.file(f"{folder(step.machine)}/site/file").exists
    assert names(host, "--all") == set()


def test_as_root(step: StepRun, host: Host) -> None:
    assert step.run().text == "root\n"
    assert names(host, "--all") == set()


def test_take_back(step: StepRun, host: Host) -> None:
    assert step.run().text == "reader\n"
    owners = host.check_output(f"stat --format %U:%G {folder(step.machine)}/site/*")
    assert set(owners.split()) == {"reader:reader"}
    assert_gives_only_there(step, host, "site")


def test_as_other(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "/data/by-472: Permission denied" in str(result.stderr)
    assert not host.file(f"{folder(step.machine)}/site/by-472").exists


def test_let_other(step: StepRun, host: Host) -> None:
    row = step.run(hide={"time": r"(\w{3} +\d+ \d\d:\d\d) by-472"}).text.splitlines()[-1]
    assert row.split()[2:4] == ["472", "0"]  # numbers, whatever names the host has for them
    assert host.file(f"{folder(step.machine)}/written/by-472").uid == 472
    assert names(host, "--all") == set()
    assert_gives_only_there(step, host, "written")


def test_later_mount(step: StepRun, host: Host) -> None:
    # The host lists the file, the container does not.
    assert step.run().text == "file\n"
    mounted = host.mount_point(f"{folder(step.machine)}/disks/new")
    assert mounted.exists
    assert (mounted.filesystem, mounted.device) == ("tmpfs", "tmpfs")
    # And it is not that the container sees nothing of the directory.
    (name,) = names(host)
    assert host.check_output(f"docker exec {name} ls /disks") == "new"
    assert_writes_only_there(step, host, "folder", "disks/new/file")


def test_later_mount_cure(step: StepRun, host: Host) -> None:
    assert "file" in step.run().text.splitlines()
    assert not host.mount_point(f"{folder(step.machine)}/disks/new").exists
    # It was started with --rm; Docker removes it a moment after it stopped.
    await_true(lambda: names(host, "--all") == set())


def test_remove(step: StepRun, host: Host) -> None:
    # What is on a disk that is still mounted below stays.
    here = folder(step.machine)
    host.check_output(f"mkdir {here}/disk && mount --types tmpfs tmpfs {here}/disk")
    host.check_output(f"touch {here}/disk/file")
    step.again()
    assert host.file(f"{here}/disk/file").exists
    host.check_output(f"umount {here}/disk")
    step.machine.terminal.run(f"cd {here}")
    assert_folder_goes(step, host)
