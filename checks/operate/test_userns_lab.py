"""What seems gone with user namespaces, what goes on unseen, and how data are taken along."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.daemon.facts import configured, info, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

NOTE = "volumes/notes/_data/note"


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """The user of the namespace, as the page makes it."""
    settle(machine)
    pull(machine, "busybox")
    done = machine.terminal.check("useradd --system --add-subids-for-system dockremap")
    assert done.exit == 0, done.text


def first(host: Host) -> str:
    """The host's id of a container's root."""
    return str(host.check_output("sed -n 's/^dockremap:\\([0-9]*\\):.*/\\1/p' /etc/subuid"))


def test_fill(step: StepRun, host: Host) -> None:
    assert str(step.run(limit=120).stdout).splitlines()[-1] == "0:0"
    assert names(host) == {"web"}


def test_pack(step: StepRun, host: Host) -> None:
    step.run()
    assert "./note" in host.check_output("tar --list --file /home/reader/notes.tar")


@pytest.mark.deletes_data
def test_live_restore(step: StepRun, host: Host) -> None:
    step.run()
    # systemd does not wait until the daemon has taken it over.
    await_true(lambda: bool(info(host)["LiveRestoreEnabled"]))
    # That the folder is there is no error.
    assert "File exists" not in step.again().text


@pytest.mark.deletes_data
def test_turn_on_running(step: StepRun, host: Host) -> None:
    pid = inspect(host, "web")["State"]["Pid"]
    step.run()
    assert "name=userns" in info(host)["SecurityOptions"]
    # The container runs on.
    assert host.file(f"/proc/{pid}/cmdline").content_string.startswith("nginx")


def test_seems_gone(step: StepRun, host: Host, containerd_store: bool) -> None:
    containers, volumes, images, folder = str(step.run().stdout).splitlines()
    assert containers.startswith("CONTAINER ID")
    assert volumes.startswith("DRIVER")
    assert images == "0"
    # Docker 29 leaves containerd's store for it, and is in the classic one by now; 28 does not.
    driver = "overlayfs" if containerd_store else "overlay2"
    assert folder == f"/var/lib/docker/{first(host)}.{first(host)} {driver}"


def test_runs_unseen(step: StepRun) -> None:
    count, process = str(step.run().stdout).splitlines()
    assert count == "1"
    assert process.split()[:3] == ["root", "nginx:", "master"]


def test_bring_along(step: StepRun, host: Host) -> None:
    note, owner = str(step.run().stdout).splitlines()
    assert note == "kept"
    assert owner == f"{first(host)}:{first(host)}"


def test_copy_with_owners(step: StepRun, host: Host) -> None:
    said = step.run(exit=1, hide={"time": r"65534 +5 (\w+ +\d+ [\d:]+)"})
    assert "65534" in str(said.stdout)
    assert "can't create /notes/note: Permission denied" in said.text
    # Nothing is left of any container of this daemon.
    assert names(host, "--all") == set()


@pytest.mark.deletes_data
def test_wrong_user(step: StepRun, host: Host) -> None:
    step.run(exit=1)
    assert not host.service("docker").is_running


def test_why(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert 'getent unable to find entry "no-such-user" in passwd database' in said


@pytest.mark.deletes_data
def test_turn_off(step: StepRun, host: Host) -> None:
    step.run()
    assert configured(host) == {"live-restore": True}
    assert host.service("docker").is_running


def test_all_back(step: StepRun) -> None:
    lines = str(step.run().stdout).splitlines()
    assert lines == ["web: running", "<title>Welcome to nginx!</title>", "kept"]


@pytest.mark.deletes_data
def test_left_over(step: StepRun, host: Host) -> None:
    folder = f"/var/lib/docker/{first(host)}.{first(host)}"
    assert host.file(f"{folder}/{NOTE}").exists
    said = step.run(exit=1, hide={"size": r"^([\d.]+[KMG])"})
    assert re.fullmatch(rf"[\d.]+[KMG]\t{folder}\n", str(said.stdout))
    assert not host.file(folder).exists
    assert not host.user("dockremap").exists
    assert host.file(f"/var/lib/docker/{NOTE}").exists


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert host.check_output("docker volume ls --quiet") == ""
    assert not host.file("/home/reader/notes.tar").exists
