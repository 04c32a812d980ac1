"""Errors of docker build and docker rmi."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.errors.facts import fails
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox")


def assert_built(step: StepRun, host: Host, image: str = "err-app") -> None:
    """Run a step that builds the image and says which one it is, and nothing else."""
    said = step.run().text
    assert re.fullmatch(r"sha256:[0-9a-f]{64}\n", said)
    told = host.check_output("docker image inspect --format '{{.Id}}' %s", image)
    # containerd's store knows it by another digest.
    assert step.machine.containerd_store() or f"{told}\n" == said


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_read_dockerfile(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)
    assert_writes_only_there(step, host, "folder", "app.dockerfile")


def test_which_dockerfile(step: StepRun) -> None:
    assert step.run().text.split() == [".", "..", "app.dockerfile"]


def test_with_file(step: StepRun, host: Host) -> None:
    assert_built(step, host)


def test_context_not_found(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert '/app" not found' in result.text


def test_context_found(step: StepRun, host: Host) -> None:
    assert_built(step, host)
    assert_writes_only_there(step, host, "folder", "Dockerfile")


def test_unknown_instruction(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert " >>> FORM busybox\n" in result.text


def test_known_instruction(step: StepRun, host: Host) -> None:
    assert_built(step, host)


def test_did_not_complete(step: StepRun, docker_version: tuple[int, ...]) -> None:
    # BuildKit repeats the shell's line, or its second half.
    begins = r"^((?:\d+\.\d+ |<time> )?(?:/bin/sh: )?)bash: not found$"
    fails(step, docker_version, 1, hide={"time and shell": begins})


def test_try_by_hand(step: StepRun) -> None:
    assert step.run().text == "no bash\n"


def test_completes(step: StepRun) -> None:
    assert step.run().text.endswith("\nready\n")


def test_copy_not_found(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)
    assert_writes_only_there(step, host, "folder", ".dockerignore")
    assert_writes_only_there(step, host, "folder", "app.conf")


def test_what_is_ignored(step: StepRun) -> None:
    assert step.run().text == "app.conf\n*.conf\n"


def test_copy_found(step: StepRun, host: Host) -> None:
    assert step.run().text.endswith("\ndebug = no\n")
    assert_writes_only_there(step, host, "folder", ".dockerignore")


def test_copy_failed(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_which_builder(step: StepRun) -> None:
    assert "buildx" in step.run().text


def test_copied(step: StepRun, host: Host) -> None:
    step.machine.terminal.run('rm "$folder/app.conf"')
    assert_built(step, host)
    assert host.check_output("docker run --rm err-app cat /etc/app.conf") == "debug = no"
    assert_writes_only_there(step, host, "folder", "Dockerfile")


def test_base_not_found(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "docker.io/library/busybox:no-such-tag: not found\n" in result.text


def test_which_base(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:1.37\n"


def test_base_found(step: StepRun, host: Host) -> None:
    assert_built(step, host)


def test_lower_case(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert '"Err-App"' in result.text


def test_is_lower(step: StepRun, host: Host) -> None:
    assert_built(step, host, "err-app:RC1")


def test_image_in_use(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    image, _container = str(result.stdout).splitlines()
    assert image.startswith("sha256:")


def test_who_uses_image(step: StepRun, host: Host) -> None:
    assert step.run().text == "err-user: Created\n"
    host.check_output("docker create --name own busybox")
    assert step.again().text == "err-user: Created\n"
    host.check_output("docker rm own")


def test_image_free(step: StepRun, host: Host) -> None:
    step.run()
    assert host.run("docker image inspect err-used").rc != 0


@pytest.mark.deletes_data
def test_referenced_twice(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_which_names(step: StepRun) -> None:
    assert {*step.run(unordered=True).text.split()} == {"err-app:latest", "err-other:latest"}


def test_by_name(step: StepRun, host: Host) -> None:
    step.run()
    assert host.run("docker image inspect err-other").rc != 0
    assert host.run("docker image inspect err-app").rc == 0


@pytest.mark.deletes_data
def test_dependent_child(
    step: StepRun, docker_version: tuple[int, ...], containerd_store: bool
) -> None:
    result = step.run() if containerd_store else fails(step, docker_version, 1)
    assert all(line.startswith("sha256:") for line in str(result.stdout).splitlines()[:2])
    assert "DEPRECATED" not in result.text


def test_who_depends(step: StepRun) -> None:
    listed = step.run(unordered=True).text.split()
    assert "err-child" in listed
    assert "busybox" not in listed
    assert {*listed} <= {"<none>", "err-child", "err-parent"}


def test_child_first(step: StepRun, host: Host) -> None:
    step.run()
    assert "err-" not in host.check_output("docker images err-parent")
    assert host.run("docker image inspect err-child").rc != 0
    # Where the parent went with it, there is nothing left to remove.
    assert step.again().exit == 0


def test_no_such_image(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert " err-app:no-such-tag\n" in result.text


def test_which_images(step: StepRun) -> None:
    assert {*step.run(unordered=True).text.split()} == {"err-app:latest", "err-app:RC1"}


def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert "err-" not in host.check_output("docker image ls")
    assert names(host, "--all") == set()
