"""Folders of the host in a container: what they hide, who owns what is written."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.folder import assert_new_folder, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


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


def test_hides(step: StepRun, host: Host) -> None:
    assert step.run().text == "index.html\n"
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


def test_read_only(step: StepRun, host: Host) -> None:
    assert "Read-only file system" in str(step.run(exit=1).stderr)
    assert not host.file(f"{folder(step.machine)}/site/file").exists
    assert names(host, "--all") == set()


def test_as_root(step: StepRun, host: Host) -> None:
    assert step.run().text == "root\n"
    assert names(host, "--all") == set()


def test_as_me(step: StepRun, host: Host) -> None:
    assert step.run().text == "reader reader\n"
    assert names(host, "--all") == set()


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file(f"{folder(step.machine)}/absent").exists
    assert not host.file(f"{folder(step.machine)}/site").exists
