"""Disks that cannot be read as they are: cut short, in pieces, a snapshot, LVM, LUKS, XFS."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.migrate.disks import laid_down
from checks.migrate.legacy import exported

HERE = "/home/reader/bad-disks"


@pytest.fixture(scope="module", autouse=True)
def ova(machine: Machine) -> None:
    exported(machine)


MAGIC = "Mounting read-only.\n{0}: Bad magic number in super-block.\n"
UUID = {"uuid": r'UUID="([\w-]+)"'}


def test_prepare(step: StepRun, host: Host, machine: Machine) -> None:
    step.run(limit=300)
    assert host.file(f"{HERE}/legacy-disk1.vmdk").exists
    for package in ("qemu-utils", "fdisk", "fuse2fs", "fuse3", "lvm2", "libvslvm-utils"):
        assert host.package(package).is_installed
    assert host.package("cryptsetup-bin").is_installed
    laid_down(machine, HERE)


def test_ova_cut_short(step: StepRun) -> None:
    hide = {"time": r" (\d{4}-\d\d-\d\d \d\d:\d\d) ", "size": r"root/root (\d{9}) "}
    said = step.run(exit=2, hide=hide).text
    assert "legacy-disk1.vmdk" in said
    assert said.startswith("-rw-r--r-- root/root ")
    assert "tar: Unexpected EOF in archive" in said


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
    said = str(step.run(hide={"uuid": r"(?:uuid=|label-id: )([0-9A-F-]{36})"}).stdout)
    assert "label: gpt" in said


def test_snapshot(step: StepRun) -> None:
    assert step.run().text.startswith("backing file: vm.vmdk")


def test_snapshot_base_only(step: StepRun) -> None:
    assert step.run(exit=1).text == "Content mismatch at offset 1572864000!\n"


def test_snapshot_alone(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "vm.vmdk" in said
    assert "No such file or directory" in said


def test_snapshot_with_base(step: StepRun, host: Host) -> None:
    assert step.run().text == "Images are identical.\n"
    # What was written after the snapshot is there, and what was there before.
    at = f"dd if={HERE}/whole.raw bs=1 skip={{}} count=2 status=none"
    assert host.check_output(at.format(1572864000)) == "AA"
    assert host.check_output(at.format(1572864000 + 65536) + " | od -An -tx1") != " 41 41"
    assert host.check_output(at.format(510) + " | od -An -tx1") == " 55 aa"


def test_flat_cut_short(step: StepRun, host: Host) -> None:
    assert step.run(limit=120).text == "no error\n"
    assert host.file(f"{HERE}/flat.raw").size == 1677721600


def test_flat_size(step: StepRun) -> None:
    assert step.run().text == f"1677721600\n{900 * 1024 * 1024}\n"


def test_lvm(step: StepRun) -> None:
    said = step.run(hide=UUID).text
    assert said.startswith(MAGIC.format("lvm.raw"))
    assert 'TYPE="LVM2_member"' in said


def test_lvm_mount(step: StepRun, host: Host) -> None:
    assert str(step.run(hide={"version": r"vslvmmount (\d+)"}).stdout).split()[-2:] == [
        "lvm1",
        "on-lvm",
    ]
    for name in ("vm", "volumes"):
        assert not host.run("mountpoint %s", f"{HERE}/{name}").succeeded


@pytest.mark.not_run(
    zh="实验机的内核没有 device-mapper。",
    en="The lab machine's kernel has no device-mapper.",
    on="container",
)
def test_lvm_activate(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{HERE}/vm/etc/hostname").content_string == "on-lvm\n"


@pytest.mark.not_run(
    zh="实验机的内核没有 device-mapper。",
    en="The lab machine's kernel has no device-mapper.",
    on="container",
)
def test_lvm_deactivate(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("losetup --associated %s", f"{HERE}/lvm.raw") == ""


def test_luks(step: StepRun) -> None:
    said = step.run(hide=UUID).text
    assert said.startswith(MAGIC.format("luks.raw"))
    assert 'VERSION="1"' in said
    assert 'TYPE="crypto_LUKS"' in said


def test_luks_key(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout) == "the key fits\n"
    disk = f"{HERE}/luks.raw"
    await_true(lambda: host.check_output("losetup --associated %s", disk) == "")
    machine.terminal.check(f"cd {HERE} && cp -p luks.key right && printf wrong > luks.key")
    wrong = step.again()
    assert "the key fits" not in wrong.text
    assert "No key available with this passphrase." in wrong.text
    machine.terminal.check(f"cd {HERE} && mv right luks.key")


def test_luks_decrypt(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "on-luks\n"
    assert not host.run("mountpoint %s", f"{HERE}/vm").succeeded


@pytest.mark.not_run(
    zh="实验机的内核没有 device-mapper。",
    en="The lab machine's kernel has no device-mapper.",
    on="container",
)
def test_luks_open(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{HERE}/vm/etc/hostname").content_string == "on-luks\n"


@pytest.mark.not_run(
    zh="实验机的内核没有 device-mapper。",
    en="The lab machine's kernel has no device-mapper.",
    on="container",
)
def test_luks_close(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("losetup --associated %s", f"{HERE}/luks.raw") == ""


def test_xfs(step: StepRun) -> None:
    said = step.run(hide=UUID).text
    assert said.startswith(MAGIC.format("xfs.raw"))
    assert 'TYPE="xfs"' in said


LOOP = {"loop": r"/dev/(loop\d+)"}


def test_xfs_dirty(step: StepRun) -> None:
    assert "read-only." in step.run(exit=32, hide=LOOP).text


def test_xfs_norecovery(step: StepRun, host: Host) -> None:
    assert step.run().text == "before\n"
    assert "norecovery" in host.check_output("grep %s /proc/mounts", f"{HERE}/vm ")


def test_xfs_twice(step: StepRun) -> None:
    assert "wrong fs type, bad option, bad superblock" in step.run(exit=32, hide=LOOP).text


def test_xfs_recovered(step: StepRun, host: Host) -> None:
    before = host.file(f"{HERE}/xfs.raw").sha256sum
    assert step.run().text == "before\nnewest\n"
    assert host.file(f"{HERE}/xfs.raw").sha256sum == before
    for name in ("vm", "vm2"):
        assert not host.run("mountpoint %s", f"{HERE}/{name}").succeeded
