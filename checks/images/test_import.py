"""An image from a root file system that the page makes itself."""

from __future__ import annotations

from testinfra.host import Host

from checks.folder import assert_new_folder, assert_writes_only_there, folder
from checks.images.facts import containers, image, names
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

GREETING = "A root file system of my own"


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_install_busybox(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.package("busybox-static").is_installed


def test_tree(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{folder(step.machine)}/rootfs/etc/motd").content_string == f"{GREETING}\n"
    for name in ("sh", "cat", "stat"):
        assert host.file(f"{folder(step.machine)}/rootfs/bin/{name}").exists, name
    assert host.check_output(f"chroot {folder(step.machine)}/rootfs /bin/cat /etc/motd") == GREETING
    assert_writes_only_there(step, host, "folder", "rootfs/etc/motd")


def test_pack(step: StepRun, host: Host) -> None:
    result = step.run(hide={"time": r"(\d{4}-\d\d-\d\d \d\d:\d\d)"})
    assert str(result.stdout).split()[1] == "0/0"
    assert str(result.stdout).endswith(" ./etc/motd\n")
    assert (
        host.check_output(f"head -c 2 {folder(step.machine)}/rootfs.tar.gz | od -An -tx1")
        == " 1f 8b"
    )
    listed = host.check_output(
        f"tar -tvf {folder(step.machine)}/rootfs.tar.gz --numeric-owner"
    ).splitlines()
    assert {line.split()[1] for line in listed} == {"0/0"}
    assert "./" in {line.split()[5] for line in listed}
    assert_writes_only_there(step, host, "folder", "rootfs.tar.gz")


def test_import(step: StepRun, host: Host) -> None:
    step.run()
    fact = image(host, "mini:plain")
    assert len(fact["RootFS"]["Layers"]) == 1
    assert names(host) == {"mini:plain"}


def test_own_command(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == f"{GREETING}\n"
    assert containers(host) == set()


def test_no_command(step: StepRun, host: Host) -> None:
    result = step.run(exit=125)
    assert "no command specified" in str(result.stderr).lower()
    assert containers(host) == set()


def test_import_change(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[1:] == [GREETING]
    fact = image(host, "mini:change")
    assert fact["Config"]["Cmd"] == ["cat", "/etc/motd"]
    assert fact["Config"]["Env"] == ["LANG=C.UTF-8"]
    assert fact["Comment"] == "Made by hand"
    assert containers(host) == set()


def test_compare(step: StepRun) -> None:
    plain, change = str(step.run().stdout).splitlines()
    assert plain == "null null"
    assert change == '["cat","/etc/motd"] ["LANG=C.UTF-8"]'


def test_history(step: StepRun) -> None:
    (row,) = str(step.run().stdout).splitlines()[1:]
    assert row.rstrip().endswith("Made by hand")


def test_pipe(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[1:] == ["0:0"]
    layers = image(host, "mini:pipe")["RootFS"]["Layers"]
    assert len(layers) == 1
    assert containers(host) == set()


def test_scratch(step: StepRun, host: Host, machine: Machine) -> None:
    result = step.run()
    assert str(result.stdout) == f"{GREETING}\n"
    assert image(host, "mini:scratch")["Config"]["Cmd"] == ["cat", "/etc/motd"]
    assert containers(host) == set()
