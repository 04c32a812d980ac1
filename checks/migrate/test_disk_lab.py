"""Disks that cannot be read: cut short, without their data, a snapshot without its base."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import exported

HERE = "/home/reader/bad-disks"


@pytest.fixture(scope="module", autouse=True)
def ova(machine: Machine) -> None:
    exported(machine)


def test_prepare(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.file(f"{HERE}/legacy-disk1.vmdk").exists


def test_cut_short(step: StepRun) -> None:
    said = step.run(exit=1, hide={"byte": r"at byte (\d+)"}).text
    assert "error while reading at byte" in said


def test_cut_short_checksum(step: StepRun) -> None:
    result = step.run(exit=1)
    assert str(result.stdout) == "legacy.ovf: OK\nlegacy-disk1.vmdk: FAILED\n"
    assert "1 computed checksum did NOT match" in str(result.stderr)


def test_whole_again(step: StepRun, host: Host) -> None:
    before = host.file(f"{HERE}/legacy-disk1.vmdk").size
    step.run()
    assert host.file(f"{HERE}/legacy-disk1.vmdk").size == before + 100 * 1024


def test_flat(step: StepRun) -> None:
    said = str(step.run().stdout)
    assert said.startswith("vm-flat.vmdk\nvm.vmdk\n")
    assert 'FLAT "vm-flat.vmdk" 0' in said


def test_flat_missing(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "vm-flat.vmdk" in said
    assert "No such file or directory" in said


def test_flat_is_raw(step: StepRun) -> None:
    said = str(step.run(hide={"uuid": r"uuid=([0-9A-F-]{36})"}).stdout)
    assert "label: gpt" in said


def test_snapshot(step: StepRun) -> None:
    assert step.run().text.startswith("backing file: vm.vmdk")


def test_snapshot_alone(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "vm.vmdk" in said
    assert "No such file or directory" in said


def test_snapshot_with_base(step: StepRun) -> None:
    assert step.run().text == "Images are identical.\n"
