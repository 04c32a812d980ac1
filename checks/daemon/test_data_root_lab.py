"""Docker's data moved to another disk, with everything that was there."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    configured,
    info,
    listing,
    mount_disk,
    process,
    run_twice,
    settle,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

NEW = "/srv/docker"
OLD = "/var/lib/docker"


@pytest.fixture(scope="module", autouse=True)
def second_disk(machine: Machine) -> None:
    settle(machine)
    mount_disk(machine, "/var/lib/containerd/disk", in_fstab=True)


def test_fill(step: StepRun, host: Host) -> None:
    step.run()
    assert host.docker("web").is_running
    assert host.file(f"{OLD}/volumes/notes/_data/note").content_string == "kept\n"
    names = host.check_output("docker ps --all --format '{{.Names}}'")
    assert names == "web"


def test_where_now(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == f"{OLD} {info(host)['Driver']}\n"


def test_see_disk(step: StepRun, host: Host) -> None:
    header, disk = str(step.run().stdout).splitlines()
    assert header.split() == ["TARGET", "FSTYPE"]
    assert disk.split() == ["/srv", host.mount_point("/srv").filesystem]


@pytest.mark.deletes_data
def test_write_file(step: StepRun, host: Host) -> None:
    run_twice(step)
    assert configured(host) == {"data-root": NEW}


def test_reload_in_vain(step: StepRun, host: Host) -> None:
    before = process(host)
    assert str(step.run().stdout) == f"{OLD}\n"
    assert "data-root" in host.check_output("cat /etc/docker/daemon.json")
    assert info(host)["DockerRootDir"] == OLD
    assert process(host) == before
    reloaded = "journalctl --unit docker --output cat --grep 'reload configuration'"
    assert len(host.check_output(reloaded).splitlines()) == 1


@pytest.mark.stops_containers
def test_stop(step: StepRun, host: Host) -> None:
    step.run()
    # A stop that was asked for is noted; Docker's own end would not be (and with live-restore the
    # container would go on writing).
    noted = host.check_output("cat /var/lib/docker/containers/*/config.v2.json")
    assert '"HasBeenManuallyStopped":true' in noted
    assert not host.service("docker.service").is_running
    assert not host.service("docker.socket").is_running
    assert not host.process.filter(comm="nginx")


def test_copy(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert listing(host, NEW) == listing(host, OLD)


def test_start(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    assert host.service("docker.socket").is_running
    assert info(host)["DockerRootDir"] == NEW


def test_where_then(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == f"{NEW} {info(host)['Driver']}\n"


def test_all_there(step: StepRun, host: Host) -> None:
    result = step.run()
    *images, started, note = str(result.stdout).splitlines()
    assert sorted(images) == ["busybox", "nginx"]
    assert (started, note) == ("web", "kept")
    assert host.docker("web").is_running
    assert host.check_output("docker ps --all --quiet | wc -l") == "1"
    log = host.check_output("docker inspect --format '{{.LogPath}}' web")
    assert log.startswith(f"{NEW}/containers/")


@pytest.mark.deletes_data
def test_empty_old(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(OLD).is_directory
    assert host.file(OLD).listdir() == []


def test_not_needed(step: StepRun, host: Host) -> None:
    before = host.check_output("docker inspect --format '{{.State.Pid}}' web")
    result = step.run()
    assert str(result.stdout) == "web\nkept\n"
    assert host.check_output("docker inspect --format '{{.State.Pid}}' web") != before
    assert host.check_output("docker ps --all --quiet | wc -l") == "1"


@pytest.mark.stops_containers
def test_disk_not_mounted(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    assert not host.mount_point("/srv").exists
    assert host.service("docker").is_running


def test_starts_empty(step: StepRun, host: Host) -> None:
    where, header, *rest = str(step.run().stdout).splitlines()
    assert where == f"{NEW}: 0 containers"
    assert header.split() == ["DRIVER", "VOLUME", "NAME"]
    assert "volumes" in rest  # a new folder, on the disk of the system


@pytest.mark.stops_containers
def test_stop_empty(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file(NEW).exists
    assert host.file("/srv/docker.empty").is_directory


def test_drop_in(step: StepRun, host: Host) -> None:
    step.run()
    assert host.mount_point("/srv").exists
    requires = host.check_output("systemctl show --property=Requires --value docker")
    assert "srv.mount" in requires.split()


def test_mounted(step: StepRun) -> None:
    assert str(step.run().stdout).split() == ["TARGET", "/srv", "web"]


@pytest.mark.stops_containers
def test_disk_gone(step: StepRun, host: Host) -> None:
    result = step.run(exit=1, limit=120)
    assert "A dependency job for docker.service failed" in str(result.stderr)
    assert process(host) == "0"
    assert not host.mount_point("/srv").exists


def test_why_not(step: StepRun) -> None:
    state, result = str(step.run().stdout).splitlines()
    assert (state, result) == ("ActiveState=inactive", "Result=exit-code")


def test_disk_back(step: StepRun, host: Host) -> None:
    step.run()
    assert host.mount_point("/srv").exists
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "web"


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet; docker volume ls --quiet") == ""
