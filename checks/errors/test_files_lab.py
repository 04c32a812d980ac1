"""The data directory runs full."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_small_disk(step: StepRun, host: Host) -> None:
    assert step.run().text.endswith("\n/srv/err-small\n")
    disk = host.mount_point("/srv/err-small")
    assert disk.device == "tmpfs"
    assert "size=24576k" in disk.options


@pytest.mark.not_run(
    on="containerd-store",
    zh="这台机器用变量强制使用 containerd 镜像存储，daemon.json 换不回来，镜像也就不进这块小磁盘。",
    en="A variable forces containerd's image store on this machine; daemon.json cannot take that "
    "back, so images do not go to the small disk.",
)
def test_disk_full(step: StepRun) -> None:
    assert "no space left on device" in step.run(exit=1).text


def test_larger_disk(step: StepRun, host: Host) -> None:
    assert step.run(limit=120).text == "docker.io/library/nginx:latest\n"
    assert "size=614400k" in host.mount_point("/srv/err-small").options


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_old_disk(step: StepRun, host: Host) -> None:
    assert step.run().text == "/var/lib/docker\n"
    assert not host.mount_point("/srv/err-small").exists
