"""What a container takes from its host, and what is its own: time, language, limits, devices."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.operate.facts import writable


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """Images, time zones as every server has them, and the device that udev makes there."""
    pull(machine, "busybox", "ubuntu:24.04")
    done = machine.terminal.check(
        "chmod 666 /dev/fuse && test -e /usr/share/zoneinfo/Asia/Shanghai"
    )
    assert done.exit == 0, done.text


def test_all(step: StepRun, host: Host, machine: Machine) -> None:
    lines = str(step.run().stdout).splitlines()
    assert lines[:4] == ["CST +0800", "UTF-8", "4096", "8192"]
    assert lines[5].split()[:2] == ["shm", "256"]
    assert lines[6:] == ["/dev/fuse"]
    assert writable(step, host, machine) == [False]


def test_zone_file(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout).splitlines() == ["CST +0800"] * 2
    assert writable(step, host, machine) == [False] * 2


def test_zone_of_host(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout).splitlines() == ["+0000"] * 2
    # Where the host's zone is another, the container has that one.
    host.check_output("ln --symbolic --force /usr/share/zoneinfo/Asia/Tokyo /etc/localtime")
    assert str(step.again().stdout).splitlines()[0] == "+0900"
    host.check_output("ln --symbolic --force /usr/share/zoneinfo/Etc/UTC /etc/localtime")
    assert writable(step, host, machine) == [False]


def test_clock(step: StepRun) -> None:
    assert "can't set date: Operation not permitted" in step.run().text


def test_locale(step: StepRun) -> None:
    assert str(step.run().stdout).splitlines() == ["ANSI_X3.4-1968", "UTF-8"]


def test_locale_missing(step: StepRun) -> None:
    result = step.run()
    assert "ANSI_X3.4-1968" in str(result.stdout)
    assert "Cannot set LC_CTYPE to default locale" in str(result.stderr)


def test_nofile(step: StepRun) -> None:
    lines = str(step.run(hide={"files": r"\A(\d+)\n\d+\n", "most": r"\A\S+\n(\d+)"}).stdout)
    soft, hard, *own = lines.splitlines()
    assert int(soft) <= int(hard)
    assert own == ["4096", "8192"]


def test_sysctl(step: StepRun) -> None:
    inside, outside = str(step.run(hide={"host": r"\n(\d+)"}).stdout).splitlines()
    assert inside == "8192"
    assert outside != "8192"


def test_sysctl_refused(step: StepRun) -> None:
    said = str(step.run(exit=125).stderr)
    assert "sysctl 'vm.max_map_count=262144' is not allowed" in said


def test_sysctl_read_only(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "can't create /proc/sys/net/core/somaxconn: Read-only file system" in said


def test_shm(step: StepRun) -> None:
    rows = [line.split() for line in str(step.run().stdout).splitlines()]
    assert [row[1] for row in rows if row[-1] == "/dev/shm"] == ["64", "256"]


def test_shm_full(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "error writing '/dev/shm/big': No space left on device" in said
    assert "64+0 records out" in said


def test_device(step: StepRun) -> None:
    few, fuse = str(step.run().stdout).splitlines()
    assert "/dev/null" in few
    assert "/dev/fuse" not in few
    assert fuse == "/dev/fuse"


def test_device_missing(step: StepRun, host: Host) -> None:
    # The client takes "no such file" for a command that is missing.
    said = str(step.run(exit=127).stderr)
    assert "error gathering device information" in said
    assert '"/dev/ttyUSB0": no such file or directory' in said
    # Nothing is left of any container of this page.
    assert names(host, "--all") == set()
