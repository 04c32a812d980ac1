"""Containers that end too early, too often, by force or too late."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import (
    await_ended,
    await_out_of_memory,
    exit_code,
    inspect,
    is_running,
    pull,
)
from checks.errors.facts import fails, gone
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def image(machine: Machine) -> None:
    """The image is there, so that no download stands in an output."""
    pull(machine, "busybox", "ubuntu:24.04")


def _restarts(host: Host) -> int:
    """How often the container in the loop has ended: Docker counts as it begins to wait."""
    return int(inspect(host, "err-loop")["RestartCount"])


def test_exits(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[1:] == ["0"]
    await_ended(host, "err-exits")


def test_has_exited(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    assert fails(step, docker_version, 0).text.startswith("Exited (0)")
    host.check_output("docker create --name own busybox")
    assert len(step.again().text.splitlines()) == 1
    host.check_output("docker rm own")


def test_what_ran(step: StepRun) -> None:
    assert step.run().text == "sh []\n"


def test_stays(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[1:] == ["err-stays"]
    assert is_running(host, "err-stays")
    host.check_output("docker run --detach --name own busybox sleep 600")
    assert str(step.again().stdout) == "err-stays\n"
    host.check_output("docker rm --force own")


def test_restarts(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 0)
    assert len(str(result.stdout).splitlines()) == 2


def test_how_often(step: StepRun, host: Host) -> None:
    # Right after it ended once more, Docker waits for at least three seconds.
    before = _restarts(host)
    await_true(lambda: _restarts(host) > before)
    said = step.run(hide={"count": r"^(\d+) restarts"}).text
    assert said.endswith(" restarts, exit code 1\n" + 5 * "no settings\n")


def test_stop_loop(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "err-loop")["HostConfig"]["RestartPolicy"]["Name"] == "no"
    assert not is_running(host, "err-loop")


def test_pid_file_left(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 1)
    facts = inspect(host, "err-pid")
    assert facts["Args"] == ["--config-file=/bus.conf", "--nofork"]
    assert not any(mount["RW"] for mount in facts["Mounts"])


def test_which_files(step: StepRun) -> None:
    assert "A /run/err-bus.pid" in step.run().text.splitlines()


def test_pid_file_gone(step: StepRun, host: Host) -> None:
    said = step.run().text.splitlines()
    assert said[2:] == ["err-pid", "err-pid", "err-pid running", "err-pid"]
    assert gone(host, "err-pid")
    assert not host.file("/home/reader/err-bus.conf").exists


def test_out_of_memory(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    result = fails(step, docker_version, 0)
    assert len(str(result.stdout).splitlines()) == 1
    copies = ["dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1"]
    assert inspect(host, "err-oom")["Config"]["Cmd"] == copies


def test_why_killed(step: StepRun, host: Host) -> None:
    await_out_of_memory(host, "err-oom")
    assert step.run().text == "true 20971520\n"


def test_more_memory(step: StepRun, host: Host) -> None:
    said = step.run(hide={"speed": r"copied, (.*)$"}).stdout
    assert str(said) == "err-oom\n0\n"
    assert exit_code(host, "err-oom") == 0
    assert inspect(host, "err-oom")["HostConfig"]["Memory"] == 300 * 1024**2


def test_slow_stop(step: StepRun, host: Host) -> None:
    result = step.run(hide={"seconds": r"^(?:real|user|sys)\s+(.*)$"})
    assert exit_code(host, "err-stays") == 137
    assert result.seconds > 9
    assert str(result.stdout) == "err-stays\n137\n"


def test_process_one(step: StepRun) -> None:
    assert step.run().text == "sleep [600], init: <nil>\n"


def test_with_init(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "err-init")
    assert (facts["Config"]["Cmd"], facts["HostConfig"]["Init"]) == (["sleep", "600"], True)
    # A signal is passed on as soon as there is somebody to pass it on to.
    await_true(lambda: host.run("docker exec err-init pidof sleep").rc == 0)


def test_quick_stop(step: StepRun, host: Host) -> None:
    assert step.run().text == "err-init\n143\n"  # not 137: nothing had to be waited for
    assert exit_code(host, "err-init") == 143


def test_cannot_fork(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    fails(step, docker_version, 2)
    script = "for n in 1 2 3 4 5 6; do sleep 1 & done; wait"
    assert inspect(host, "err-fork")["Config"]["Cmd"] == ["sh", "-c", script]


def test_which_limit(step: StepRun) -> None:
    assert step.run().text == "5\n"


def test_can_fork(step: StepRun, host: Host) -> None:
    step.run()
    assert exit_code(host, "err-fork") == 0
    assert inspect(host, "err-fork")["HostConfig"]["PidsLimit"] == 100


def test_segfault(step: StepRun, host: Host) -> None:
    step.run(exit=139)
    assert exit_code(host, "err-crash") == 139


def test_still_running(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_stop_and_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-stays")


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-exits", "err-loop", "err-oom", "err-init", "err-fork", "err-crash")
