"""What Compose refuses or warns of in its file, before anything runs."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, made
from checks.containers.facts import pull
from checks.errors.facts import assert_makes_folder, fails, project
from checks.folder import assert_starts_only_there, assert_writes_only_there
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

FOLDER = "/home/reader/err-compose"
FILE = f"{FOLDER}/compose.yaml"
TIME = {"time": r'time="([^"]*)"'}
NAME = "err-compose"


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox")


def _code(version: tuple[int, ...], older: int) -> int:
    """The exit code of what is wrong with a file: 1, and before Compose 2.40 one of its own."""
    return 1 if version >= (28,) else older


def test_prepare(step: StepRun, host: Host) -> None:
    assert_makes_folder(step, host, FOLDER)


def test_not_set(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    step.machine.terminal.run("cd")
    result = fails(step, docker_version, 0, hide=TIME)
    assert "PASSWORD=pa" in str(result.stdout).splitlines()
    assert host.file(FILE).content_string == project(
        NAME, "image: busybox", "command: env", "environment:", "  PASSWORD: ${PASSWORD}"
    )
    assert_writes_only_there(step, host)


def test_which_value(step: StepRun) -> None:
    assert str(step.run(hide=TIME).stdout).split() == ["PASSWORD:", "pa"]


def test_is_set(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd")
    assert str(step.run().stdout) == "PASSWORD=pa$word\n"
    assert_starts_only_there(step, host)


def test_no_env_file(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, _code(docker_version, 14))
    assert host.file(FILE).content_string == project(
        NAME, "image: busybox", "command: env", "env_file: app.env"
    )


def test_which_files(step: StepRun) -> None:
    assert step.run().text.split() == [".env", "compose.yaml"]


def test_env_file_there(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd")
    assert str(step.run().stdout) == "GREETING=hello\n"
    await_true(lambda: containers(host, NAME) == {})


def test_colon(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, _code(docker_version, 15))
    assert host.file(FILE).content_string == project(
        NAME, "image: busybox", "environment:", "  NAME: shop", "  GREETING", 'user: "1000"'
    )


def test_which_line(step: StepRun) -> None:
    assert step.run().text == "      GREETING\n"


def test_with_colon(step: StepRun, host: Host) -> None:
    assert step.run().text == "valid\n"
    assert host.file(FILE).content_string == project(
        NAME, "image: busybox", "environment:", "  NAME: shop", "  GREETING: hello", 'user: "1000"'
    )


def test_twice(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, _code(docker_version, 15))
    assert host.file(FILE).content_string == project(
        NAME, "image: busybox", "command: env", "image: nginx:1.29"
    )


def test_which_lines(step: StepRun) -> None:
    assert step.run().text == "4:    image: busybox\n6:    image: nginx:1.29\n"


def test_once(step: StepRun) -> None:
    assert step.run().text == "nginx:1.29\n"


def test_not_a_list(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, _code(docker_version, 15))
    assert host.file(FILE).content_string == project(NAME, "image: busybox", "ports: 8095:80")


def test_a_list(step: StepRun) -> None:
    assert step.run().text.split() == ["published:", '"8095"']


def test_no_image(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, _code(docker_version, 15))
    assert host.file(FILE).content_string == project(NAME, "restart: always")


def test_image_there(step: StepRun) -> None:
    assert step.run().text == "busybox\n"


def test_undefined_volume(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, _code(docker_version, 15))
    assert host.file(FILE).content_string == project(
        NAME, "image: busybox", "volumes:", "  - data:/data"
    )


def test_defined_volume(step: StepRun) -> None:
    assert step.run().text == "data\n"


def test_two_files(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 0, hide=TIME)
    assert str(result.stdout) == ""


def test_which_differs(step: StepRun) -> None:
    assert step.run().text == "same\n"


def test_one_file(step: StepRun, host: Host) -> None:
    assert step.run().text == "valid\n"
    assert host.file(f"{FOLDER}/docker-compose.yml.old").exists


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file(FOLDER).exists
    assert containers(host, NAME) == {}
    assert made(host, "network", NAME) == made(host, "volume", NAME) == set()
