"""What a virtual machine needs, what a container is, and the quick form of the comparison."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import address, inspect, names, pull
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

TIMED_OUT = 124
"""The exit code of `timeout` when it had to end the command."""

NUMBERS = {"number": r"((?:(?<=  ) *)?\d+(?:\.\d+)?)"}
"""What is measured is another number each time, and so is the room that it takes in a column."""


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """The image is there, and the reader has downloaded the program from the page."""
    pull(machine, "busybox")
    machine.put(ROOT / "assets" / "files" / "compare.py", "compare.py")


def _namespace(host: Host, pid: int, kind: str) -> str:
    return str(host.check_output(f"readlink /proc/{pid}/ns/{kind}"))


def test_flags(step: StepRun, host: Host) -> None:
    words = host.file("/proc/cpuinfo").content_string
    number = sum({"vmx", "svm"} & {*line.split()} != set() for line in words.splitlines())
    result = step.run(exit=0 if number else 1, hide={"number": r"^(\d+)$"})
    assert result.text == f"{number}\n"


def test_device(step: StepRun, host: Host) -> None:
    there = host.file("/dev/kvm").exists
    hide = {"mode": r"^c(\S+)", "group": r"1 root (\S+) 10", "date": r"10, 232 (.*) /dev/kvm"}
    result = step.run(exit=0 if there else 2, hide=hide)
    assert "/dev/kvm" in result.text
    assert result.text.startswith("crw" if there else "ls: cannot access")


def test_install(step: StepRun, host: Host) -> None:
    step.run(limit=600)
    for package in (
        *("python3", "qemu-system-x86", "qemu-utils", "mmdebstrap", "e2fsprogs"),
        *("sysbench", "fio", "iperf3"),
    ):
        assert host.package(package).is_installed


def test_not_running(step: StepRun, machine: Machine) -> None:
    # Whoever may open the device has a machine that runs until its time is up. An ordinary user may
    # not, or there is none.
    if machine.terminal.run("(: <> /dev/kvm)").exit == 0:
        assert step.run(exit=TIMED_OUT).text == ""
        return
    said = step.run(exit=1).text
    assert "Could not access KVM kernel module" in said
    assert "failed to initialize kvm" in said


def test_run_box(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-box")["State"]["Running"]
    assert inspect(host, "trial-box")["HostConfig"]["Memory"] == 64 * 1024 * 1024
    assert inspect(host, "trial-box")["Config"]["Cmd"] == ["sleep", "600"]


def test_same_kernel(step: StepRun, host: Host) -> None:
    kernel = host.check_output("uname -r")
    assert step.run(hide={"kernel": r"^(.+)$"}).text.splitlines() == [kernel, kernel]


def test_own_processes(step: StepRun, host: Host) -> None:
    pid = inspect(host, "trial-box")["State"]["Pid"]
    lines = step.run(hide={"pid": r"^( *\d+) (?:sleep|root\b.* ps)$"}).text.splitlines()
    assert lines[0].split() == ["PID", "USER", "TIME", "COMMAND"]
    assert lines[1].split() == ["1", "root", "0:00", "sleep", "600"]
    assert lines[-1].split() == [str(pid), "sleep"]


def test_own_network(step: StepRun, host: Host) -> None:
    lines = step.run(hide={"number": r"^(\d+): eth0"}).text.splitlines()
    assert any(f"inet {address(host, 'trial-box')}/16" in line for line in lines)


def test_namespaces(step: StepRun, host: Host) -> None:
    pid = inspect(host, "trial-box")["State"]["Pid"]
    lines = step.run(hide={"number": r"\[(\d+)\]"}).text.splitlines()
    assert lines == [
        *(_namespace(host, 1, "pid"), _namespace(host, pid, "pid")),
        *(_namespace(host, 1, "net"), _namespace(host, pid, "net")),
    ]
    assert len(set(lines)) == 4


def test_pause(step: StepRun, host: Host) -> None:
    assert step.run().text == "trial-box\ntrial-box: paused\ntrial-box\n"
    assert inspect(host, "trial-box")["State"]["Status"] == "running"


def test_quick(step: StepRun, host: Host) -> None:
    result = step.run(limit=1200, hide=NUMBERS)
    assert "virtual machine" in str(result.stdout)
    lines = host.file("/home/reader/compare/quick.jsonl").content_string.splitlines()
    known = {(one["what"], one["side"]): one for one in map(json.loads, lines)}
    for side in ("container", "vm"):
        assert known["start", side]["value"] > 0
        assert known["start", side]["memory_idle"] > 1024 * 1024
    # An emulated processor's speed says nothing, and is not measured.
    emulated = known["host", "bare"]["accelerator"] == "tcg"
    for side in ("bare", "container") if emulated else ("bare", "container", "vm"):
        assert all(known["speed", side][name] > 0 for name in ("cpu", "disk", "network"))
    assert ("speed", "vm") not in known if emulated else ("speed", "vm") in known
    assert known["density end", "container"]["answering"] == 10
    assert known["density end", "vm"]["answering"] == 1
    # A virtual machine writes what it boots; a container that only serves, next to nothing.
    assert known["start", "vm"]["disk"] > known["start", "container"]["disk"]
    # Nothing is left but the folder.
    assert names(host, "--all") == {"trial-box"}
    assert host.run("pgrep qemu").rc == 1
    left = host.check_output("docker network ls --format '{{.Name}}'").split()
    assert set(left) == {"bridge", "host", "none"}
    assert not host.interface("cmp0").exists


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.file("/home/reader/compare").exists
    # A directory of this name that is the reader's own stays.
    host.check_output("mkdir /home/reader/compare && touch /home/reader/compare/own")
    step.again()
    assert host.file("/home/reader/compare/own").exists
