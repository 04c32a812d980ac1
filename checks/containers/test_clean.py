"""Export and what it loses; removing stopped containers, then and now."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import exit_code, inspect, is_running, names, pull
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there, and a stopped container of somebody else's, which must stay."""
    pull(machine, "busybox")
    done = machine.terminal.check("docker run --name bystander busybox true")
    assert done.exit == 0, done.text


def _own(host: Host, *options: str) -> set[str]:
    """The names of the containers but the bystander's, who is still there."""
    everything = names(host, "--all")
    assert "bystander" in everything
    return names(host, *options) - {"bystander"}


def test_make_again(step: StepRun, host: Host) -> None:
    step.run()
    assert _own(host) == {"trial-working"}
    assert _own(host, "--all") == {"trial-working", "trial-old", "trial-older"}
    assert inspect(host, "trial-old")["Config"]["Labels"] == {"page": "clean", "keep": "yes"}
    assert inspect(host, "trial-working")["Config"]["Cmd"] == ["sleep", "600"]


def test_look_first(step: StepRun, machine: Machine) -> None:
    machine.terminal.check("docker create --name made busybox")
    heading, *rows = step.run().text.splitlines()
    assert heading.split()[0] == "CONTAINER"
    # The stopped ones of everybody, and none that runs.
    assert {row.split()[-1] for row in rows} == {"bystander", "made", "trial-old", "trial-older"}
    machine.terminal.check("docker rm made")


def test_prune_filter(step: StepRun, host: Host) -> None:
    assert set(step.run().text.splitlines()[-2:]) == {"trial-working", "trial-old"}
    assert _own(host, "--all") == {"trial-working", "trial-old"}


def test_prune(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[-1] == "trial-working"
    assert _own(host, "--all") == {"trial-working"}
    assert is_running(host, "trial-working")


def test_remove_running(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "container is running: stop the container before removing or force remove" in result.text
    assert is_running(host, "trial-working")


def test_remove_one(step: StepRun, host: Host) -> None:
    step.run()
    assert _own(host, "--all") == set()


def test_article_command_empty(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "requires at least 1 argument" in str(result.stderr)
    assert _own(host, "--all") == set()


def test_make_some(step: StepRun, host: Host) -> None:
    step.run()
    assert is_running(host, "trial-working")
    assert host.check_output("docker exec trial-working cat /data/file /own") == "kept\nown"
    (mount,) = inspect(host, "trial-working")["Mounts"]
    assert (mount["Type"], mount["Name"]) == ("volume", "clean-data")
    assert _own(host, "--filter status=exited", "--all") == {"trial-done-1", "trial-done-2"}
    assert exit_code(host, "trial-done-1") == exit_code(host, "trial-done-2") == 0


def test_article_command(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert len(str(result.stdout).split()) == 2
    assert "cannot remove container" in str(result.stderr)
    assert "container is running" in str(result.stderr)
    assert _own(host, "--all") == {"trial-working"}


def test_what_is_left(step: StepRun) -> None:
    assert step.run().text == "trial-working: running\n"


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_export_2014(step: StepRun) -> None:
    # The terminal is what makes the difference: into a file it would go.
    assert "cowardly refusing to save to a terminal" in str(step.type(exit=1).stdout)


def test_export(step: StepRun, host: Host) -> None:
    # The mount point is there, what the volume holds is not.
    assert step.run().text.splitlines() == ["data/", "own"]
    assert host.file(f"{folder(step.machine)}/working.tar").is_file
    assert_writes_only_there(step, host, "folder", "working.tar")


def test_import(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[-1] == "null"
    command = "docker run --rm trial-copy:flat cat /own"
    assert host.check_output(command) == "own"
    history = host.check_output("docker history --format json trial-copy:flat").splitlines()
    assert len(history) == 1
    assert json.loads(history[0])["Comment"] == "Imported from -"


def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert _own(host, "--all") == set()
    assert host.check_output("docker volume ls --quiet") == ""
    assert host.run("docker image inspect trial-copy:flat").rc == 1
