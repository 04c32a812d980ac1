"""Where data stays: in the container, in a named volume, in an anonymous one."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import await_ended, inspect, names, pull
from checks.data.facts import Volumes
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The images are there, and two volumes of somebody else's, which no container uses."""
    pull(machine, "busybox", "nginx", "redis:8", "registry:3")
    return Volumes(machine)


def _backups(machine: Machine) -> str:
    """The directory of the backup."""
    return str(machine.terminal.run('echo "$backups"').stdout).strip()


def test_volume(step: StepRun, host: Host, volumes: Volumes) -> None:
    assert step.run().text == "trial-notes\nimportant\n"
    assert volumes.own(host) == {"trial-notes"}
    labels = "docker volume inspect --format '{{json .Labels}}' trial-notes"
    assert json.loads(host.check_output(labels)) == {"page": "volumes"}
    # The two containers are gone, the volume is not.
    assert names(host, "--all") == set()


def test_back_up(step: StepRun, host: Host, volumes: Volumes) -> None:
    step.run()
    here = _backups(step.machine)
    assert here.startswith("/var/tmp/tmp.")
    note = f"tar --extract --gzip --to-stdout --file {here}/trial-notes.tar.gz ./note"
    assert host.check_output(note) == "important"
    # The same mounts cannot write to the volume.
    write = "touch /from/more"
    mounts = step.step.command.splitlines()[-1].partition(" tar ")[0]
    assert "Read-only file system" in str(step.machine.terminal.run(f"{mounts} {write}").stderr)
    assert volumes.own(host) == {"trial-notes"}
    assert names(host, "--all") == set()


def test_see_backup(step: StepRun) -> None:
    assert set(step.run().text.split()) == {"./", "./note"}


def test_where(step: StepRun) -> None:
    assert step.run().text == "important\n"


def test_volume_is_filled(step: StepRun, host: Host, volumes: Volumes) -> None:
    listed = step.run().text.split()
    assert "index.html" in listed
    there = host.check_output("ls /var/lib/docker/volumes/trial-page/_data")
    assert set(there.split()) == set(listed)
    assert volumes.own(host) == {"trial-notes", "trial-page"}
    assert names(host, "--all") == set()


def test_in_the_container(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert str(result.stdout) == "A /note\ntrial-notes\n"
    assert "can't open '/note': No such file or directory" in str(result.stderr)
    assert inspect(host, "trial-notes")["Config"]["Cmd"] == ["cat", "/note"]


def test_misspelt(step: StepRun, host: Host, volumes: Volumes) -> None:
    result = step.run(exit=1)
    assert "can't open '/notes/note': No such file or directory" in str(result.stderr)
    assert volumes.own(host) == {"trial-notes", "trial-page", "trial-note"}
    assert names(host, "--all") == {"trial-notes"}


def test_see_misspelt(step: StepRun) -> None:
    rows = [row.split() for row in step.run().text.splitlines()[1:]]
    assert rows == [["local", "trial-note"], ["local", "trial-notes"]]


def test_in_use(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "volume is in use" in str(result.stderr)
    (mount,) = inspect(host, "trial-store")["Mounts"]
    assert inspect(host, "trial-store")["Config"]["Image"] == "redis:8"
    assert (mount["Type"], mount["Name"], mount["Destination"]) == (
        "volume",
        "trial-notes",
        "/data",
    )


def test_who_uses(step: StepRun, host: Host) -> None:
    (row,) = step.run().text.splitlines()
    assert row.startswith("trial-store: Up ")
    # A stopped one still holds its volume, and is listed only because of --all.
    host.check_output("docker stop trial-store")
    await_ended(host, "trial-store")
    assert step.again().text.startswith("trial-store: Exited ")
    host.check_output("docker start trial-store")


def test_other_user(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "/page/more: Permission denied" in str(result.stderr)
    assert not host.file("/var/lib/docker/volumes/trial-page/_data/more").exists


def test_other_user_cure(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/var/lib/docker/volumes/trial-page/_data/more").uid == 1234
    assert host.file("/var/lib/docker/volumes/trial-page/_data").uid == 1234
    assert names(host, "--all") == {"trial-notes", "trial-store"}


def test_declared(step: StepRun) -> None:
    assert step.run().text == '{"/var/lib/registry":{}}\nnull\n'


def test_anonymous(step: StepRun, host: Host, volumes: Volumes) -> None:
    before = volumes.own(host)
    _, destination, removed, volume = step.run().text.split()
    assert (destination, removed) == ("/var/lib/registry", "trial-registry")
    # It has outlived its container.
    assert volumes.own(host) == {*before, volume}
    assert len(volume) == 64
    assert names(host) == {"trial-store"}


@pytest.mark.deletes_data
def test_with_volumes(step: StepRun, host: Host, volumes: Volumes) -> None:
    before = volumes.own(host)
    _, removed, *listed = step.run().text.split()
    assert (removed, listed) == ("trial-registry", [])
    # One that is still there would be listed.
    last = step.step.command.splitlines()[-1]
    assert step.machine.terminal.run(f"(gone=mine; {last})").text == "mine\n"
    assert volumes.own(host) == before
    assert names(host) == {"trial-store"}


def test_see_unused(step: StepRun, host: Host, volumes: Volumes) -> None:
    result = step.run(unordered=True)
    listed = {row.split()[1] for row in result.text.splitlines() if row.startswith("local")}
    assert listed == (volumes.own(host) | volumes.bystanders) - {"trial-notes"}


def test_remove(step: StepRun, host: Host, volumes: Volumes) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert volumes.own(host) == set()
