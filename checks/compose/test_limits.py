"""Limits of a service in its file: what Docker made of them, and what happens beyond them."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, ids
from checks.containers.facts import events, inspect, pull
from checks.folder import assert_new_folder, assert_runs_only_there, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

MIB = 1024 * 1024
USED = {"used": r"([\d.]+[kKMG]?i?B) /"}


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox:1.37", "nginx:1.29")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host, "limits-demo")["web-1"]["State"]["Running"]
    assert_runs_only_there(step, host)


def test_limits(step: StepRun) -> None:
    said = step.run().text
    assert said == f"memory {128 * MIB}, with swap {128 * MIB}, CPU 500000000, processes 100\n"


def test_log(step: StepRun) -> None:
    assert step.run().text == 'unless-stopped local {"max-file":"3","max-size":"10m"}\n'


def test_use(step: StepRun) -> None:
    said = step.run(hide=USED).text
    assert said.startswith("limits-demo-web-1: ")
    assert said.endswith(" / 128MiB\n")


def test_change(step: StepRun, host: Host) -> None:
    before = ids(host, "limits-demo")["web-1"]
    lines = str(step.run(hide=USED).stdout).splitlines()
    assert [line.split(" / ")[1] for line in lines] == ["128MiB", "256MiB"]
    assert events(host, f"--filter container={before}", "--filter event=restart")
    web = containers(host, "limits-demo")["web-1"]
    assert web["Id"] != before
    assert web["HostConfig"]["MemorySwap"] == 256 * MIB
    assert_runs_only_there(step, host)


def test_deploy(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    assert lines == [f"memory {128 * MIB}, CPU 500000000, processes 100", "inactive"]
    assert_writes_only_there(step, host, file="deploy.yaml")


def test_oom(step: StepRun, host: Host) -> None:
    assert "Attaching to" not in step.run().text  # --detach
    job = containers(host, "limits-hungry")["job-1"]["HostConfig"]
    assert (job["Memory"], job["MemorySwap"]) == (64 * MIB, 64 * MIB)
    assert_runs_only_there(step, host, file="hungry.yaml")


def test_killed(step: StepRun, host: Host) -> None:
    # Docker learns that the memory was used up apart from the container's end.
    await_true(
        lambda: (
            inspect(host, "limits-hungry-job-1")["State"].items()
            >= {"Status": "exited", "OOMKilled": True}.items()
        )
    )
    assert step.run().text == "exit code 137, out of memory true, restarts 2\n"
    # It waits for the last of the restarts.
    host.check_output("docker start limits-hungry-job-1")
    assert step.again().text.endswith(", restarts 2\n")


def test_no_unit(step: StepRun, host: Host) -> None:
    assert "Minimum memory limit allowed is 6MB" in step.run(exit=1).text
    limits = step.machine.terminal.run("grep limit: hungry.yaml").text
    assert limits == "    mem_limit: 64\n    memswap_limit: 64\n"
    assert_runs_only_there(step, host, file="hungry.yaml")


def test_both(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    said = step.run(exit=15 if docker_version < (28,) else 1).text
    assert "can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory'" in said
    limit = step.machine.terminal.run("grep mem_limit: deploy.yaml").text
    assert limit == "    mem_limit: 256m\n"
    assert_runs_only_there(step, host, file="deploy.yaml")


def test_log_option(step: StepRun, host: Host) -> None:
    before = containers(host, "limits-demo")["web-1"]
    assert "unknown log opt 'maxsize'" in step.run(exit=1).text
    after = containers(host, "limits-demo")["web-1"]
    assert (after["Id"], after["State"]["Running"]) == (before["Id"], True)
    assert_runs_only_there(step, host)


def test_clean_up(step: StepRun, host: Host) -> None:
    project = str(step.machine.terminal.run("pwd").stdout).strip()
    step.machine.terminal.run("cd /")  # the reader may be anywhere
    step.run(limit=120)
    for name in ("demo", "deploy", "hungry"):
        assert containers(host, f"limits-{name}") == {}
    assert not host.file(project).exists
