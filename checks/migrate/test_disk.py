"""An OVA, its checksums, its disk, and the files on it, with root and without."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.folder import assert_folder_goes, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.migrate.legacy import OVA, exported

HERE = "/home/reader/legacy-disk"
OFFSET = 2097152


@pytest.fixture(scope="module", autouse=True)
def ova(machine: Machine) -> None:
    exported(machine)


def test_install(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    for package in ("qemu-utils", "fdisk", "fuse2fs", "fuse3", "jq"):
        assert host.package(package).is_installed


def test_unpack(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).split()
    assert said == ["legacy.ovf", "legacy.mf", "legacy-disk1.vmdk"]
    assert host.file(f"{HERE}/legacy-disk1.vmdk").user == "reader"
    # Nothing is unpacked into a directory that is there, and the shell stays where it is.
    before = host.file(f"{HERE}/legacy.mf").mtime
    step.machine.terminal.run("cd ..")
    assert step.again().exit == 1
    assert host.file(f"{HERE}/legacy.mf").mtime == before
    assert str(step.machine.terminal.run("pwd").stdout) == "/home/reader\n"
    step.machine.terminal.run("cd legacy-disk")


def test_verify(step: StepRun, machine: Machine) -> None:
    said = str(step.run().stdout)
    assert said == "legacy.ovf: OK\nlegacy-disk1.vmdk: OK\n"
    machine.terminal.check(f"cp {HERE}/legacy.ovf /root/ && echo >> {HERE}/legacy.ovf")
    again = step.again()
    assert again.exit == 1
    assert "legacy.ovf: FAILED" in again.text
    machine.terminal.check(f"cp /root/legacy.ovf {HERE}/legacy.ovf")


def test_hardware(step: StepRun) -> None:
    assert str(step.run().stdout) == "2 virtual CPU(s)\n2048MB of memory\nHard disk 1\n"


def test_look(step: StepRun) -> None:
    hide = {"size": r"(?:disk size|file length): (.+)", "cid": r"cid: (\d+)"}
    said = str(step.run(hide=hide).stdout)
    assert "file format: vmdk" in said
    assert "virtual size: 1.56 GiB (1677721600 bytes)" in said
    assert "create type: streamOptimized" in said


def test_convert(step: StepRun, host: Host) -> None:
    whole, used = str(step.run(hide={"size": r"^(\d+M)\t"}).stdout).splitlines()
    assert whole == "1.6G\tdisk.raw"
    assert used.endswith("M\tdisk.raw")
    assert host.file(f"{HERE}/disk.raw").size == 1677721600
    # It is sparse: what the VM never wrote takes no room.
    assert int(host.check_output(f"du --block-size=1M {HERE}/disk.raw | cut -f 1")) < 1200
    assert_writes_only_there(step, host, "folder", "disk.raw")


def test_compare(step: StepRun, machine: Machine) -> None:
    assert step.run().text == "Images are identical.\n"
    flip = f"printf x | dd of={HERE}/disk.raw bs=1 seek=1000000000 conv=notrunc"
    assert machine.terminal.check(flip).exit == 0
    assert step.again().exit == 1
    undo = f"printf '\\0' | dd of={HERE}/disk.raw bs=1 seek=1000000000 conv=notrunc"
    machine.terminal.check(undo)


def test_partitions(step: StepRun) -> None:
    said = str(step.run(hide={"uuid": r"(?:uuid=|label-id: )([0-9A-F-]{36})"}).stdout)
    assert "label: gpt" in said
    assert f"start={OFFSET // 512:>12}" in said


def test_offset(step: StepRun) -> None:
    assert step.run().text == f"{OFFSET}\n"


def test_mount(step: StepRun, host: Host) -> None:
    written = host.check_output("stat --format=%%Y %s", f"{HERE}/disk.raw")
    step.machine.terminal.run('mkdir "$folder/vm"')  # of an earlier time
    step.run()
    assert host.run("grep --count %s /proc/mounts", f" {HERE}/vm fuse").succeeded
    # The kernel may say rw; fuse2fs writes nothing.
    assert "Read-only" in step.machine.terminal.run("touch vm/new").text
    assert host.check_output("stat --format=%%Y %s", f"{HERE}/disk.raw") == written


def test_read(step: StepRun) -> None:
    said = str(step.run(hide={"time": r"1 +\d+ \d+ +\d+ (\w+ +\d+ [\d:]+)"}).stdout)
    assert said.startswith("legacy\nUUID=7d0f3a52-5c7e-4d0a-9a0c-0b6f1e2d3c4b / ext4 ")
    units = [line for line in said.splitlines() if line.startswith("vm/")]
    assert units == ["vm/etc/systemd/system/orders.service"]
    lines = [line.split() for line in said.splitlines() if line.startswith("-")]
    assert {(line[0], line[2], line[3], line[-1]) for line in lines} == {
        ("-rw-r--r--", "900", "900", "invoice-17.txt"),
        ("-rw-r--r--", "900", "900", "photo-17.jpg"),
        ("-rw-r-----", "1001", "900", "prices.txt"),
    }


def test_take_out(step: StepRun, host: Host) -> None:
    # Here somebody else has the number.
    host.check_output("useradd --no-create-home --uid 1001 ana")
    said = str(step.run(hide={"time": r" (\d{4}-\d\d-\d\d \d\d:\d\d) "}, unordered=True).stdout)
    listed = host.check_output(f"tar --list --verbose --file={HERE}/orders-files.tar")
    host.check_output("userdel ana")
    assert "-rw-r----- 1001/900 " in listed
    # With its owner, and though only root and its owner may read it on the VM.
    assert "-rw-r----- 1001/900 " in said
    assert "srv/orders/files/prices.txt" in said
    assert_writes_only_there(step, host, "folder", "orders-files.tar")


def test_unmount(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.run("mountpoint %s", f"{HERE}/vm").succeeded


def test_mount_root(step: StepRun, host: Host) -> None:
    written = host.check_output("stat --format=%%Y %s", f"{HERE}/disk.raw")
    said = str(step.run(hide={"time": r"900 \d+ (\w+ +\d+ [\d:]+)"}).stdout)
    assert said.startswith("-rw-r----- 1 0 900 ")
    assert host.check_output("stat --format=%%Y %s", f"{HERE}/disk.raw") == written
    assert not host.run("mountpoint %s", f"{HERE}/vm").succeeded
    assert host.check_output("losetup --associated %s", f"{HERE}/disk.raw") == ""


def test_without_converting(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert_writes_only_there(step, host, "folder", "disk.view")
    # Only whoever mounted it sees it.
    looks = step.machine.terminal.run("stat --format=%s disk.view")
    assert str(looks.stdout) == "1677721600\n"


def test_look_through(step: StepRun, host: Host) -> None:
    said = str(step.run(hide={"uuid": r"(?:uuid=|label-id: )([0-9A-F-]{36})"}).stdout)
    assert f"start={OFFSET // 512:>12}" in said
    assert said.endswith("legacy\n")
    # All of it can be read there, and none written.
    inside = "command cat vm/srv/orders/files/prices.txt; touch vm/new"
    step.machine.terminal.run(f"cat() {{ {inside}; }}")
    again = step.again().text
    step.machine.terminal.run("unset -f cat")
    assert "for the bookkeeper only\n" in again
    assert "Read-only file system" in again
    assert not host.run("mountpoint %s", f"{HERE}/vm").succeeded


def test_end_view(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.mount_point(f"{HERE}/disk.view").exists
    await_true(lambda: not host.run("pgrep qemu-storage").succeeded)


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert host.file(f"/home/reader/{OVA}").exists
