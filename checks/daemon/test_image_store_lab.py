"""Images in containerd's store, which `data-root` does not move, and how they are moved."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    assert_restarted,
    configured,
    info,
    listing,
    mount_disk,
    run_twice,
    settle,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

CONFIG = "/etc/containerd/config.toml"
NEW = "/srv/containerd"
OLD = "/var/lib/containerd"
HIDE = {"size": r"^(\d+M)"}
STORE = [["driver-type", "io.containerd.snapshotter.v1"]]


@pytest.fixture(scope="module", autouse=True)
def second_disk(machine: Machine) -> None:
    settle(machine)
    mount_disk(machine, "/var/lib/docker/disk")


def test_which_store(step: StepRun, host: Host) -> None:
    said = info(host)
    pairs = " ".join(f"[{key} {value}]" for key, value in said["DriverStatus"])
    assert str(step.run().stdout) == f"{said['Driver']} [{pairs}]\n"


@pytest.mark.deletes_data
def test_new_store(step: StepRun, host: Host) -> None:
    run_twice(step)
    assert configured(host) == {
        "data-root": "/srv/docker",
        "features": {"containerd-snapshotter": True},
    }


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert info(host)["DockerRootDir"] == "/srv/docker"
    assert info(host)["DriverStatus"] == STORE


def test_see_store(step: StepRun) -> None:
    assert str(step.run().stdout) == "overlayfs [[driver-type io.containerd.snapshotter.v1]]\n"


def test_pull(step: StepRun, host: Host) -> None:
    step.run()
    assert host.docker("web").is_running


def test_which_grew(step: StepRun) -> None:
    result = step.run(hide=HIDE)
    sizes = {path: size for size, path in map(str.split, str(result.stdout).splitlines())}
    assert list(sizes) == ["/srv/docker", OLD]
    assert all(size.endswith("M") for size in sizes.values())
    docker, containerd = (int(size[:-1]) for size in sizes.values())
    assert docker < 5
    assert containerd > 10


@pytest.mark.stops_containers
def test_stop(step: StepRun, host: Host) -> None:
    step.run()
    for unit in ("docker.socket", "docker.service", "containerd.service"):
        assert not host.service(unit).is_running
    noted = host.check_output("cat /srv/docker/containers/*/config.v2.json")
    assert '"HasBeenManuallyStopped":true' in noted


def test_copy(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert listing(host, NEW) == listing(host, OLD)


def test_set_root(step: StepRun, host: Host) -> None:
    before = host.file(CONFIG).content_string
    step.run()
    assert host.file(CONFIG).content_string == f'root = "{NEW}"\n{before}'


def test_start(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    assert host.service("containerd").is_running


def test_see_root(step: StepRun) -> None:
    [line] = str(step.run().stdout).splitlines()
    assert line.split()[::2] == ["root", f'"{NEW}"'] or line == f"root = '{NEW}'"


@pytest.mark.deletes_data
def test_empty_old(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(OLD).is_directory
    assert host.file(OLD).listdir() == []


def test_all_there(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "nginx\nweb\n"
    assert host.docker("web").is_running
    assert host.file(OLD).listdir() == []


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
