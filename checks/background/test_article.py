"""What is left of the article of 2014: packages that are gone, and what was said of Docker."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

PROCESS = {"pid": r"^( *\d+) root\b.* ps$"}
"""The kernel numbers processes as they come, also those that Docker starts and that are over."""


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "busybox")


def test_runtime(step: StepRun) -> None:
    assert step.run().text == "runc\n"


def test_like_a_machine(step: StepRun, host: Host) -> None:
    heading, *processes, _ = step.run(hide=PROCESS).text.splitlines()[1:]
    assert heading.split() == ["PID", "USER", "TIME", "COMMAND"]
    assert processes[0].split()[0] == "1"
    assert processes[0].endswith("sleep 600")
    assert names(host, "--all") == set()


def test_kernel(step: StepRun) -> None:
    said = step.run(exit=100).text
    for package in ("linux-image-generic-lts-raring", "linux-headers-generic-lts-raring"):
        assert f"Unable to locate package {package}" in said


def test_transport(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[-1] == "/usr/lib/apt/methods/https"
    # It is apt's own: the package of that name adds nothing.
    assert host.check_output("dpkg-query --search /usr/lib/apt/methods/https").startswith("apt:")


@pytest.mark.not_run(
    zh="这个系统还有 apt-key，执行后所有软件源都会信任这把密钥。",
    en="This system still has apt-key, which would trust the key for every package source.",
    on="ubuntu-22.04 ubuntu-24.04 debian-12",
)
def test_apt_key(step: StepRun) -> None:
    # With quotes where sudo is sudo-rs (its src/common/error.rs), as on Ubuntu 26.04.
    assert re.search(r"sudo: ('?)apt-key\1: command not found", step.run(exit=1).text)


def test_lxc_docker(step: StepRun) -> None:
    assert "force-yes" in step.run(exit=100).text


def test_without_force(step: StepRun) -> None:
    assert "Unable to locate package lxc-docker" in step.run(exit=100).text
