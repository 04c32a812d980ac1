"""Limits on memory, processor and processes: in the cgroup, and what happens beyond them."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import await_out_of_memory, exit_code, inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

MIB = 1024 * 1024
USED = {"used": r"^([\d.]+[kKMG]?i?B) /"}


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def _cgroup(host: Host, name: str, v2: str, v1: str) -> str:
    """What a file of the container's cgroup says, under the name it has on this host."""
    folder = f"/proc/{inspect(host, name)['State']['Pid']}/root/sys/fs/cgroup"
    unified = host.file(f"{folder}/cgroup.controllers").exists
    return str(host.file(f"{folder}/{v2 if unified else v1}").content_string).strip()


def _memory(host: Host, name: str) -> int:
    return int(_cgroup(host, name, "memory.max", "memory/memory.limit_in_bytes"))


def _share(host: Host, name: str) -> float:
    """How much of one processor it may use."""
    both = _cgroup(host, name, "cpu.max", "cpu/cpu.cfs_quota_us").split()
    if len(both) == 1:
        both.append(_cgroup(host, name, "cpu.max", "cpu/cpu.cfs_period_us"))
    quota, period = map(int, both)
    return quota / period


def _percent(line: str, name: str) -> float:
    said, percent = line.split(": ")
    assert said == name
    return float(percent.removesuffix("%"))


def test_run_web(step: StepRun, host: Host) -> None:
    step.run()
    web = inspect(host, "trial-web")
    assert web["State"]["Running"]
    assert web["HostConfig"]["Memory"] == 0


def test_limit_running(step: StepRun, host: Host) -> None:
    before = inspect(host, "trial-web")["State"]["Pid"]
    step.run()
    assert inspect(host, "trial-web")["State"]["Pid"] == before
    assert _memory(host, "trial-web") == 256 * MIB
    assert inspect(host, "trial-web")["HostConfig"]["MemorySwap"] == 256 * MIB
    assert _share(host, "trial-web") == 0.5
    assert int(_cgroup(host, "trial-web", "pids.max", "pids/pids.max")) == 200


def test_see_limits(step: StepRun) -> None:
    set_to, used = step.run(hide={"used": r"^trial-web: ([\d.]+[kKMG]?i?B) /"}).text.splitlines()
    bytes_ = 256 * MIB
    assert set_to == f"memory {bytes_}, with swap {bytes_}, CPU 500000000, processes 200"
    assert used.startswith("trial-web: ")
    assert used.endswith(" / 256MiB")


def test_run_limited(step: StepRun, host: Host) -> None:
    step.run()
    assert _memory(host, "trial-limited") == 64 * MIB
    assert _share(host, "trial-limited") == 0.5
    assert int(_cgroup(host, "trial-limited", "pids.max", "pids/pids.max")) == 20
    # As much swap as memory means: none.
    assert inspect(host, "trial-limited")["HostConfig"]["MemorySwap"] == 64 * MIB


def test_in_cgroup(step: StepRun) -> None:
    assert step.run(hide=USED).text.endswith(" / 64MiB\n")


def test_grow(step: StepRun, host: Host) -> None:
    assert step.run(hide=USED).text.endswith(" / 128MiB\n")
    assert _memory(host, "trial-limited") == 128 * MIB
    assert inspect(host, "trial-limited")["HostConfig"]["MemorySwap"] == 128 * MIB


def test_too_much_memory(step: StepRun, host: Host) -> None:
    step.run(exit=137)
    assert exit_code(host, "trial-hungry") == 137
    assert inspect(host, "trial-hungry")["HostConfig"]["Memory"] == 64 * MIB


def test_killed(step: StepRun, host: Host) -> None:
    await_out_of_memory(host, "trial-hungry")
    assert step.run().text == "137 true\n"


def test_swap_too_small(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "Memory limit should be smaller than already set memoryswap limit" in result.text
    assert _memory(host, "trial-limited") == 128 * MIB


def test_too_many_processes(step: StepRun, host: Host) -> None:
    assert "can't fork: Resource temporarily unavailable" in step.run(exit=2).text
    assert names(host, "--all") == {"trial-web", "trial-limited", "trial-hungry"}


def test_too_many_cpus(step: StepRun, host: Host) -> None:
    result = step.run(exit=125, hide={"processors": r"from 0\.01 to ([\d.]+, as .* \d+ CPUs)"})
    assert "range of cpus is from 0.01 to " in result.text.lower()
    assert names(host, "--all") == {"trial-web", "trial-limited", "trial-hungry"}


def test_sees_all(step: StepRun, host: Host) -> None:
    total = r"^(MemTotal: +\d+ kB)$"
    lines = step.run(hide={"total": total}).text.splitlines()
    assert lines == [host.check_output("grep MemTotal /proc/meminfo")] * 2


def test_busy(step: StepRun, host: Host) -> None:
    lines = step.run(hide={"percent": r"^trial-busy: ([\d.]+)%"}).text.splitlines()
    # A host with other work gives less; that it gives no more is what the limit is for.
    assert _percent(lines[-1], "trial-busy") < 60
    assert _share(host, "trial-busy") == 0.5


def test_change(step: StepRun, host: Host) -> None:
    lines = step.run(hide={"percent": r"^trial-busy: ([\d.]+)%"}).text.splitlines()
    assert _percent(lines[-1], "trial-busy") < 30
    assert _share(host, "trial-busy") == 0.2


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
