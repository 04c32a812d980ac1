"""The article's four claims, tried in a minute."""

from __future__ import annotations

import re

from testinfra.host import Host

from checks.lab.step_run import StepRun

TIME = {"time": r"(\d+m[\d.,]+s)"}


def test_hypervisor(step: StepRun, host: Host) -> None:
    result = step.run()
    flags = set(host.file("/proc/cpuinfo").content_string.split()) & {"vmx", "svm"}
    assert str(result.stdout).split("\n") == [
        flags.pop() if flags else "no hardware virtualization to be seen",
        "",
    ]


def test_seconds(step: StepRun, host: Host) -> None:
    result = step.run(hide=TIME)
    assert re.search(r"^real\t\d+m[\d.]+s$", str(result.stderr), re.MULTILINE)
    assert host.run("docker image inspect busybox").rc == 0
    assert host.check_output("docker ps --all --quiet") == ""


def test_megabytes(step: StepRun, host: Host) -> None:
    result = step.run(hide={"size": r"virtual ([\d.]+[kM]B)"})
    assert host.docker("idle").is_running
    assert host.check_output("docker inspect --format '{{json .Config.Cmd}}' idle") == (
        '["sleep","600"]'
    )
    # Nothing of its own yet: all it shows is the image's.
    assert re.fullmatch(r"idle 0B \(virtual [\d.]+[kM]B\)", str(result.stdout).split("\n")[1])


def test_native(step: StepRun, host: Host) -> None:
    result = step.run(hide=TIME)
    assert str(result.stderr).count("real\t") == 2
    assert len(set(re.findall(r"i < (\d+)", step.step.command))) == 1
    assert host.run("docker image inspect ubuntu:24.04").rc == 0
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "idle"


def test_many(step: StepRun, host: Host) -> None:
    step.run()
    running = host.check_output("docker ps --format '{{.Names}} {{.Command}}' --no-trunc")
    assert set(running.split("\n")) == {
        f'{name} "sleep 600"' for name in ("idle", *(f"idle-{n}" for n in range(1, 21)))
    }


def test_count(step: StepRun) -> None:
    result = step.run(hide={"memory": r"^idle[-\d]* ([\d.]+\w+ / [\d.]+\w+)$"})
    count, *usage = str(result.stdout).strip().split("\n")
    assert count == "21"
    names = {"idle", *(f"idle-{n}" for n in range(1, 21))}
    assert {line.split(" ", 1)[0] for line in usage} == names
    assert all(re.fullmatch(r"[\d.]+\w+B / [\d.]+\w+B", line.split(" ", 1)[1]) for line in usage)


def test_remove(step: StepRun, host: Host) -> None:
    # Something that the step must leave alone.
    assert host.run("docker create --name other --label idle busybox").rc == 0
    step.run()
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "other"
