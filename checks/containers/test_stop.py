"""Stopping: a program that listens, one that is deaf, one with an init; the exit codes."""

from __future__ import annotations

from testinfra.host import Host

from checks.containers.facts import await_ended, events, exit_code, inspect, is_running, names
from checks.lab.step_run import StepRun


def test_run_polite(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-polite")
    assert facts["State"]["Running"]
    assert facts["Config"]["Image"] == "busybox"
    assert facts["Config"]["Cmd"] == [
        "sh",
        "-c",
        'trap "echo bye; exit 0" TERM; while :; do sleep 1; done',
    ]


def test_stop_polite(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "trial-polite\n0\nbye\n"
    assert not is_running(host, "trial-polite")


def test_code_125(step: StepRun) -> None:
    # Docker itself refused: there was never a container.
    assert "Minimum memory limit allowed is 6MB" in step.run(exit=125).text


def test_code_126(step: StepRun) -> None:
    assert 'exec: "/etc/passwd": permission denied' in step.run(exit=126).text


def test_code_127(step: StepRun) -> None:
    assert 'exec: "no-such-program": executable file not found in $PATH' in step.run(exit=127).text


def test_code_139(step: StepRun, host: Host) -> None:
    step.run(exit=139)
    assert names(host, "--all") == {"trial-polite"}


def test_run_deaf(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-deaf")
    assert facts["State"]["Running"]
    assert facts["Config"]["Cmd"] == ["sleep", "600"]


def test_stop_deaf(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "trial-deaf\n137\n"
    assert exit_code(host, "trial-deaf") == 137
    # The grace was two seconds and not the ten of the default: from the signal to the killing.
    told = events(
        host, "--filter container=trial-deaf --filter event=kill --format '{{.TimeNano}}'"
    )
    asked, killed = map(int, told[-2:])
    assert 1.9e9 < killed - asked < 9e9


def test_run_init(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-listening")
    assert facts["State"]["Running"]
    assert facts["HostConfig"]["Init"] is True
    assert facts["Config"]["Cmd"] == ["sleep", "600"]


def test_stop_init(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "trial-listening\n143\n"
    assert exit_code(host, "trial-listening") == 143


def test_start_again(step: StepRun, host: Host) -> None:
    result = step.run()
    assert sorted(result.text.split()) == [
        "trial-deaf",
        "trial-deaf",
        "trial-polite",
        "trial-polite",
    ]
    assert names(host) == {"trial-polite", "trial-deaf"}


def test_kill(step: StepRun, host: Host) -> None:
    result = step.run()
    # No farewell: the signal cannot be caught.
    assert result.text == "trial-polite\n137\n"
    assert host.check_output("docker logs trial-polite") == "bye"
    await_ended(host, "trial-polite")
    assert names(host) == {"trial-deaf"}


def test_remove(step: StepRun, host: Host) -> None:
    assert is_running(host, "trial-deaf")
    step.run()
    assert names(host, "--all") == set()
