"""Programs that expect a whole system, and devices that are not there."""

from __future__ import annotations

import signal

import pytest
from testinfra.host import Host

from checks.containers.facts import events, names, pull
from checks.errors.facts import fails, gone
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The images are there, so that no download stands in an output."""
    pull(machine, "ubuntu:24.04", "busybox", "nginx")


def test_not_booted(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_who_is_one(step: StepRun) -> None:
    assert step.run().text == "cat\n"


def test_service_itself(step: StepRun) -> None:
    said = step.run().text.splitlines()
    assert said[1:] == ["/docker-entrypoint.sh [nginx -g daemon off;]", "err-web"]


def test_no_systemctl(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 127)


def test_signal_instead(step: StepRun, host: Host) -> None:
    assert len(step.run().text.splitlines()) == 3
    assert gone(host, "err-reload")
    told = "--format '{{.Actor.Attributes.signal}}'"
    sent = events(host, "--filter container=err-reload", "--filter event=kill", told)
    assert sent[0] == str(signal.SIGHUP.value)


def test_device_missing(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 127)
    assert '"/dev/err-serial"' in result.text


def test_which_devices(step: StepRun, host: Host) -> None:
    assert step.run(exit=2).text == "/dev/null\n"
    host.check_output("touch /dev/ttyUSB0")
    assert step.again().text == "/dev/null\n/dev/ttyUSB0\n"
    host.check_output("rm /dev/ttyUSB0")


def test_device_there(step: StepRun) -> None:
    assert step.run().text == "/dev/err-serial\n"


def test_which_instructions(step: StepRun) -> None:
    # Which of the sets are supported is the processor's.
    said = step.run(hide={"supported": r"x86-64-v\d(.*)$"}).text
    assert [line.split()[0] for line in said.splitlines()] == [f"x86-64-v{n}" for n in (4, 3, 2)]


def test_modules_there(step: StepRun, host: Host) -> None:
    # The kernel is that of the machine's host, and so are its modules.
    said = step.run(exit=2, hide={"kernel": r"/lib/modules/([^']+)"}).text
    assert "No such file or directory" in said
    kernel = f"/lib/modules/{host.check_output('uname --kernel-release')}"
    host.check_output("mkdir --parents %s/own", kernel)
    assert step.again().text == f"{kernel}\n"
    host.check_output("rm -r %s", kernel)


def test_gpu(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_which_runtimes(step: StepRun) -> None:
    assert {*step.run().text.split()} == {"io.containerd.runc.v2", "runc"}


def test_whose_docker(step: StepRun, host: Host) -> None:
    assert step.run().text == "/var/lib/docker\n"
    assert host.file("/var/lib/docker/containers").is_directory


def test_deaf(step: StepRun, host: Host) -> None:
    step.run()
    # A signal ends nginx as soon as it is nginx, and no longer the script that starts it.
    assert "worker process" in host.check_output("docker top err-deaf")


def test_stop_from_host(step: StepRun, host: Host) -> None:
    assert step.run().text == "0\nerr-deaf\n"
    # Nobody asked Docker to stop it, and nothing is left of any container of this page.
    assert "kill" not in events(host, "--filter container=err-deaf", "--format '{{.Action}}'")
    assert names(host, "--all") == set()
