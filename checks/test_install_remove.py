"""Removing Docker so that nothing is left."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.docker_installed import KEY, PACKAGES, SOURCE
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

INSTALL_LIMIT = 300.0


@pytest.fixture(scope="module", autouse=True)
def used(machine: Machine) -> None:
    """A server on which Docker was used: a container, an image, a volume, settings."""
    done = machine.terminal.run(
        "docker volume create data && docker run --name hello hello-world && "
        "docker run --detach --name web --restart always nginx && "
        "sudo mkdir -p /etc/docker && echo '{}' | sudo tee /etc/docker/daemon.json && "
        "mkdir -p ~/.docker && echo '{}' > ~/.docker/config.json"
    )
    assert done.exit == 0, done.text


def test_list_what_goes(step: StepRun) -> None:
    result = step.run()
    for name in ("hello-world", "nginx", "data"):
        assert name in str(result.stdout)


def test_purge_packages(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    for name in PACKAGES:
        assert not host.package(name).is_installed, name
    assert host.run("command -v docker dockerd containerd runc").stdout == ""


def test_remove_data(step: StepRun, machine: Machine, host: Host) -> None:
    machine.settle_docker_data()
    assert host.file("/var/lib/docker/volumes/data").exists
    step.run()
    assert not host.file("/var/lib/docker").exists
    assert not host.file("/var/lib/containerd").exists


def test_remove_settings(step: StepRun, host: Host) -> None:
    step.run()
    for path in ("/etc/docker", "/home/reader/.docker", KEY, SOURCE):
        assert not host.file(path).exists, path
    assert not host.group("docker").exists


def test_reboot(step: StepRun, host: Host) -> None:
    before = host.check_output("cat /proc/1/stat").split()[21]
    step.reboot()
    assert host.check_output("cat /proc/1/stat").split()[21] != before


def test_prove_packages(step: StepRun) -> None:
    result = step.run(exit=1)
    assert result.text == ""


def test_prove_files(step: StepRun, machine: Machine, host: Host) -> None:
    machine.take_off_lab()
    result = step.run()
    assert str(result.stderr) == ""
    for path in str(result.stdout).splitlines():
        # Only what another package brought may still carry the name.
        assert host.run("dpkg --search %s", path).rc == 0, path


def test_prove_network(step: StepRun) -> None:
    result = step.run(exit=2, hide={"address": r"(\b172\.\S+|@if\d+)"})
    assert "docker0" not in str(result.stdout)
    assert "docker" not in str(result.stdout)
