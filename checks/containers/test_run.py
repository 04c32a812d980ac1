"""What -i, -t and -d do, each alone and together."""

from __future__ import annotations

import re
import time

import pytest
from testinfra.host import Host

from checks.containers.facts import exit_code, inspect, is_running, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there, so that no download stands between a command and its output."""
    pull(machine, "busybox", "nginx", "ubuntu:24.04")


BEFORE = {"trial-web", "trial-first", "trial-idle", "trial-plain"}
"""The containers of the page's first half."""


def test_serve(step: StepRun, host: Host) -> None:
    step.run()
    web = inspect(host, "trial-web")
    assert web["State"]["Running"]
    assert web["Config"]["Image"] == "nginx"
    assert not web["Config"]["AttachStdout"]
    assert web["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    assert web["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]
    }


def test_serves(step: StepRun) -> None:
    assert step.run().text == "<title>Welcome to nginx!</title>\n"


def test_interactive(step: StepRun, host: Host) -> None:
    result = step.type("echo $((6 * 7))\n", "exit\n", hide={"prompt": r"(root@[0-9a-f]{12}:/# )"})
    assert "42" in str(result.stdout)
    first = inspect(host, "trial-first")
    assert first["Config"]["Tty"]
    assert first["Config"]["OpenStdin"]
    assert first["Config"]["Image"] == "ubuntu:24.04"
    assert first["Config"]["Cmd"] == ["bash"]


def test_ended_with_shell(step: StepRun) -> None:
    result = step.run()
    assert re.fullmatch(r"trial-first: Exited \(0\) .*\n", str(result.stdout))


def test_name_taken(step: StepRun, host: Host) -> None:
    result = step.run(exit=125)
    assert 'Conflict. The container name "/trial-web" is already in use by container' in result.text
    assert names(host, "--all") == {"trial-web", "trial-first"}


def test_d_without_work(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).split("\n")[1] == "0"
    idle = inspect(host, "trial-idle")
    assert idle["State"]["Status"] == "exited"
    assert idle["Config"]["Cmd"] == ["sh"]
    assert not idle["Config"]["AttachStdout"]


def test_no_terminal_here(step: StepRun, host: Host) -> None:
    text = step.run(exit=1).text
    # As 26.1 and as 29.7 have it.
    assert "the input device is not a TTY" in text or "stdin is not a terminal" in text
    assert names(host, "--all") == BEFORE - {"trial-plain"}


def test_option_too_late(step: StepRun, host: Host) -> None:
    assert 'exec: "--detach": executable file not found in $PATH' in step.run(exit=127).text
    assert names(host, "--all") == BEFORE - {"trial-plain"}


def test_run_plain(step: StepRun, host: Host) -> None:
    result = step.run()
    # A busy daemon may still take it for running in the moment after its end.
    assert re.match(r"I was process 1\ntrial-plain: (Exited \(0\)|Up) ", str(result.stdout))
    await_true(lambda: not is_running(host, "trial-plain"))
    assert exit_code(host, "trial-plain") == 0
    assert inspect(host, "trial-plain")["Config"]["Cmd"] == ["echo", "I was process 1"]


def test_neither(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    assert names(host, "--all") == BEFORE


def test_only_i(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "from the pipe\n"
    assert names(host, "--all") == BEFORE


def test_no_terminal(step: StepRun, host: Host) -> None:
    assert step.run(exit=1).text == "not a tty\n"
    assert names(host, "--all") == BEFORE


def test_only_t(step: StepRun, host: Host) -> None:
    began = time.monotonic()
    result = step.type("typed\n")
    assert "/dev/pts/0" in str(result.stdout)
    assert "got: []" in str(result.stdout)
    # It has waited for the line that did not come.
    assert time.monotonic() - began > 4
    assert names(host, "--all") == BEFORE


def test_both(step: StepRun, host: Host) -> None:
    result = step.type("typed\n")
    assert "/dev/pts/0" in str(result.stdout)
    assert "got: [typed]" in str(result.stdout)
    assert names(host, "--all") == BEFORE


def test_only_d(step: StepRun, host: Host) -> None:
    result = step.run()
    assert re.fullmatch(r"[0-9a-f]{64}\n", str(result.stdout))
    background = inspect(host, "trial-background")
    assert background["State"]["Running"]
    assert not background["Config"]["Tty"]
    assert not background["Config"]["AttachStdout"]
    assert background["Config"]["Cmd"] == ["sh", "-c", "echo started; sleep 600"]


def test_read_output(step: StepRun) -> None:
    assert str(step.run().stdout) == "started\n"


def test_all_three(step: StepRun, host: Host) -> None:
    result = step.run()
    assert 'trial-shell: "sh"\n' in str(result.stdout)
    assert "trial-idle" not in str(result.stdout)
    shell = inspect(host, "trial-shell")
    assert shell["State"]["Running"]
    assert shell["Config"]["Tty"]
    assert shell["Config"]["OpenStdin"]


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
