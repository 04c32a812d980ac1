"""Errors of volumes, bind mounts and disks."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import events, inspect, names, pull
from checks.errors.facts import fails, gone
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox")


@pytest.mark.deletes_data
def test_volume_in_use(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 1)
    assert host.file("/var/lib/docker/volumes/err-data/_data/file").exists


def test_who_uses(step: StepRun, host: Host) -> None:
    assert step.run().text.startswith("err-user: Exited (0)")
    host.check_output("docker create --name own busybox")
    assert "own" not in step.again().text
    host.check_output("docker rm own")


@pytest.mark.deletes_data
def test_remove_user(step: StepRun, host: Host) -> None:
    step.run()
    assert "err-data" not in host.check_output("docker volume ls")


def test_no_such_volume(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "get err-data: no such volume" in result.text


def test_which_volumes(step: StepRun, host: Host) -> None:
    assert step.run().text == "err-shop_err-data\n"
    host.check_output("docker volume create err-other")
    assert step.again().text == "err-shop_err-data\n"
    host.check_output("docker volume rm err-other")


@pytest.mark.deletes_data
def test_with_prefix(step: StepRun, host: Host) -> None:
    folder, name = str(step.run().stdout).splitlines()
    assert folder == f"/var/lib/docker/volumes/{name}/_data"
    assert host.check_output("docker volume ls --quiet") == ""


def test_read_only(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "touch: /app.pid: " in result.text


def test_what_is_writable(step: StepRun) -> None:
    assert step.run().text == "read-only: true, /data writable: true\n"


def test_with_tmpfs(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-ro")
    assert host.file("/var/lib/docker/volumes/err-data/_data/file").exists


def test_permission_denied(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_whose(step: StepRun) -> None:
    assert step.run().text == "1234\n1000:1000 drwxr-xr-x err-dir\n"


def test_as_owner(step: StepRun) -> None:
    assert step.run().text == "1000:1000\n"


def test_give_away(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/home/reader/err-dir/other").uid == 1234


def test_file_is_directory(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_see_directory(step: StepRun) -> None:
    assert step.run().text == "directory root err-dir/app.conf\n"


def test_real_file(step: StepRun) -> None:
    assert step.run().text == "debug = no\n"


def test_source_missing(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 125)
    assert re.search(r"/home/reader/err-dir/nothing\.conf\W", result.text)


def test_which_paths(step: StepRun) -> None:
    assert step.run().text.split() == ["app.conf", "file", "other"]


def test_source_there(step: StepRun) -> None:
    assert step.run().text == "debug = no\n"


def test_not_a_directory(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(
        step, docker_version, 125, hide={"mount": r"to rootfs at \"/etc\": (.*?): not a directory"}
    )


def test_which_sides(step: StepRun) -> None:
    said = step.run().text.splitlines()
    assert said == ["regular file err-dir/app.conf", "directory /etc", "err-mount"]


def test_file_on_file(step: StepRun) -> None:
    assert step.run().text == "debug = no\n"


def test_old_content(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[1:] == ["debug = yes", "debug = no"]
    assert inspect(host, "err-conf")["Config"]["Cmd"] == ["sleep", "600"]


def test_which_inode(step: StepRun) -> None:
    outside, inside = step.run(hide={"number": r"^(\d+)$"}).text.split()
    assert outside != inside


def test_new_content(step: StepRun, host: Host) -> None:
    assert step.run().text == "err-conf\ndebug = yes\n"
    # It was not waited for: by Docker's own clock, for the client takes its time on a busy host.
    ends = "--filter event=kill --filter event=die --format '{{.TimeNano}}'"
    first, *_, last = map(int, events(host, "--filter container=err-conf", ends))
    assert last - first < 9 * 10**9


def test_mount_directory(step: StepRun, host: Host) -> None:
    assert "debug = maybe\n" in step.run().text
    assert gone(host, "err-conf", "err-folder")


def test_invalid_volume_name(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 125)
    assert '"err-dir/sub"' in result.text


def test_relative_path(step: StepRun) -> None:
    assert step.run().text.split() == ["app.conf", "file", "other"]


def test_no_space(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1, hide={"speed": r"copied, (.*)$"})
    assert "'/dev/shm/file'" in result.text
    assert "1+0 records out" in result.text


def test_how_full(step: StepRun, host: Host) -> None:
    hide = {"target": r"^(\S+) +\S+ +\S+$", "size": r"^\S+ +(\S+ +\S+)$"}
    head, disk, kinds, *_ = step.run(hide=hide).text.splitlines()
    assert head.split() == ["Mounted", "on", "Size", "Avail"]
    place, *sizes = disk.split()
    told = host.check_output("df --output=target /var/lib/docker | tail --lines=1")
    assert place == told.strip()
    assert all(size[-1] in "KMGT" for size in sizes)
    assert kinds.startswith("TYPE ")


def test_more_shm(step: StepRun) -> None:
    assert "2+0 records out" in step.run(hide={"speed": r"copied, (.*)$"}).text


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert "err-data" not in host.check_output("docker volume ls")
    assert not host.file("/home/reader/err-dir").exists
    assert names(host, "--all") == set()
