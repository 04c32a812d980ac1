"""Errors with which docker run ends before anything runs."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import events, names, pull
from checks.errors.facts import fails, gone
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox")


def assert_read_only(step: StepRun) -> None:
    """The program cannot write into its folder."""
    shell = step.machine.terminal
    script = r"printf '#!/bin/sh\ntouch /app/own\n' > err-files/start.sh"
    assert shell.run(f"cp --preserve err-files/start.sh err-kept && {script}").exit == 0
    assert "Read-only file system" in step.again().text
    assert shell.run("mv err-kept err-files/start.sh").exit == 0


def test_not_in_path(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 127)
    assert '"ls -l"' in result.text


def test_which_program(step: StepRun) -> None:
    assert step.run().text.strip().rpartition("/")[2] == "ls"


def test_in_path(step: StepRun) -> None:
    hide = {"time": r"(\w{3} +\d+ \d\d:\d\d) \w+$", "links": r"^dr-xr-xr-x( +\d+) "}
    lines = step.run(hide=hide).text.splitlines()
    assert any(line.startswith("drwx") and line.endswith(" root") for line in lines)


def test_is_a_directory(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 126)


def test_which_command(step: StepRun) -> None:
    assert step.run().text == 'null ["sh"]\n'


def test_is_a_program(step: StepRun) -> None:
    assert step.run().text == "/etc/passwd\n"


def test_not_executable(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 126)


def test_which_mode(step: StepRun) -> None:
    assert step.run(hide={"when": r"reader +\d+ (\w+ +\d+ [\d:]+)"}).text.startswith("-rw-")


def test_executable(step: StepRun) -> None:
    assert step.run().text == "started\n"
    assert_read_only(step)


def test_no_file(step: StepRun) -> None:
    assert '"/start.sh": stat /start.sh: no such file or directory' in step.run(exit=127).text


def test_crlf(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 255 if docker_version >= (28,) else 1)


def test_see_crlf(step: StepRun) -> None:
    assert step.run().text == "#!/bin/sh^M$\n"


def test_no_crlf(step: StepRun) -> None:
    assert step.run().text == "started\n"
    assert_read_only(step)


def test_exec_format(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 255 if docker_version >= (28,) else 1)


def test_which_architecture(step: StepRun) -> None:
    assert step.run().text == "amd64\nx86_64\n"


def test_shebang(step: StepRun) -> None:
    assert step.run().text == "started\n"
    assert_read_only(step)


def test_first_name(step: StepRun) -> None:
    step.run()


def test_name_in_use(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_who_has_name(step: StepRun, host: Host) -> None:
    assert step.run().text.startswith("err-name: Exited (0)")
    host.check_output("docker create --name own busybox")
    assert "own" not in step.again().text
    host.check_output("docker rm own")


def test_rename(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-name", "err-name-old")
    ended = "--filter container=err-name", "--filter event=die"
    codes = events(host, *ended, "--format '{{.Actor.Attributes.exitCode}}'")
    assert {*codes} == {"0"}


def test_no_such_container(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "container: err-nowhere\n" in result.text


def test_all_containers(step: StepRun, host: Host) -> None:
    assert step.run().text == "default\n"
    # One that does not run is there as well.
    host.check_output("docker create --name own busybox")
    assert step.again().text == "own Created\ndefault\n"
    host.check_output("docker rm own")


def test_memory_minimum(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_memory_unit(step: StepRun) -> None:
    step.run()


def test_cpu_range(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_how_many_cpus(step: StepRun, host: Host) -> None:
    assert int(step.run(hide={"cpus": r"^(\d+)$"}).text) == int(host.check_output("nproc"))


def test_cpu_fits(step: StepRun) -> None:
    step.run()


def test_rlimit(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_which_rlimit(step: StepRun) -> None:
    assert "files" in step.run(hide={"soft": r"files +(\d+)", "hard": r"files +\S+ +(\d+)"}).text


def test_rlimit_fits(step: StepRun) -> None:
    assert step.run().text == "1024\n4096\n"


def test_restart_and_rm(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 125)


def test_only_rm(step: StepRun) -> None:
    step.run()


def test_remove_files(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert not host.file("/home/reader/err-files").exists
    assert names(host, "--all") == set()
    host.check_output("docker create --name own busybox && docker create --name err-own busybox")
    assert str(step.again().stdout) == "err-own\n"
    host.check_output("docker rm own err-own")
