"""Container logs in the journal and on a syslog server, and what `docker logs` shows then."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.daemon.facts import (
    OWN,
    assert_gives_back,
    assert_merges,
    configured,
    has_settings,
    info,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.operate.facts import said_of_nothing
from checks.operate.logs_server import FOLDER, log_server

OURS = {"log-driver": "journald", "log-opts": {"tag": "{{.Name}}"}}
CONFIG = "/etc/rsyslog.d/10-containers.conf"


@pytest.fixture(scope="module", autouse=True)
def server(machine: Machine) -> Host:
    """A second host for the logs; jq and an image on the first."""
    settle(machine)
    with_jq(machine)
    pull(machine, "busybox")
    return log_server(machine)


def journal(host: Host, *words: str) -> list[str]:
    """The lines that the container has in the journal."""
    asked = ["journalctl CONTAINER_NAME=trial-log --output cat --quiet", *words]
    return list(host.check_output(" ".join(asked)).splitlines())


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: len(journal(host)) == 2)
    assert inspect(host, "trial-log")["HostConfig"]["LogConfig"]["Type"] == "journald"


def test_read(step: StepRun, machine: Machine) -> None:
    lines = str(step.run(unordered=True).stdout).splitlines()
    assert sorted(lines) == ["disk is slow", "order 1 paid"]
    assert said_of_nothing(step, machine) == ""


def test_errors_only(step: StepRun, machine: Machine) -> None:
    assert str(step.run().stdout) == "disk is slow\n"
    assert said_of_nothing(step, machine) == ""


def test_fields(step: StepRun, machine: Machine) -> None:
    hide = {"time": r"^(\w{3} \d{4}-.*\])$", "message": r"(?:MESSAGE|PRIORITY)=(.*)"}
    said = str(step.run(hide=hide).stdout)
    assert said.count("MESSAGE=") == 1
    fields = dict(line.strip().split("=", 1) for line in said.splitlines() if "=" in line[:25])
    assert {*fields} == {"CONTAINER_NAME", "CONTAINER_TAG", "IMAGE_NAME", "MESSAGE", "PRIORITY"}
    assert fields["CONTAINER_NAME"] == fields["CONTAINER_TAG"] == "trial-log"
    assert fields["IMAGE_NAME"] == "busybox"
    assert (fields["MESSAGE"], fields["PRIORITY"]) in (("disk is slow", "3"), ("order 1 paid", "6"))
    assert said_of_nothing(step, machine) == ""


def test_docker_logs(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "order 1 paid\n"
    assert str(result.stderr) == "disk is slow\n"


def test_journal_size(step: StepRun, host: Host) -> None:
    said = str(step.run(hide={"size": r"take up (\S+)"}).stdout)
    assert "take up" in said
    assert said.endswith("\n/var/log/journal\n")
    assert host.file("/var/log/journal").is_directory


@pytest.mark.stops_containers
def test_everywhere(step: StepRun, host: Host, machine: Machine) -> None:
    assert_merges(step, host, machine, OWN | OURS, OURS, "before-journald")
    # With the limits of the page on rotation, which journald does not know.
    has_settings(machine, '{"log-opts": {"max-size": "10m", "max-file": "3", "env": "ROLE"}}')
    assert step.again().exit == 0
    assert configured(host)["log-opts"] == {"tag": "{{.Name}}", "env": "ROLE"}
    # And with what only another driver knows.
    has_settings(
        machine, '{"log-driver": "syslog", "log-opts": {"syslog-address": "udp://127.0.0.1"}}'
    )
    machine.terminal.check("systemctl reset-failed docker docker.socket")
    assert step.again().exit == 0
    assert configured(host) == OURS


def test_everywhere_check(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "journald\n"
    host.check_output("docker run --name trial-default busybox echo default")
    await_true(
        lambda: host.check_output("journalctl --identifier trial-default --output cat") == "default"
    )
    host.check_output("docker rm trial-default")


@pytest.mark.stops_containers
def test_everywhere_undo(step: StepRun, host: Host, machine: Machine) -> None:
    # What the recipe took away is back; without the limits, logs would grow without end.
    limits = {"max-size": "10m", "max-file": "3", "compress": "true", "env-regex": "^A"}
    had = {"log-driver": "json-file", "log-opts": {"tag": "{{.Name}}", **limits}}
    assert_gives_back(step, host, machine, OWN | OURS, "before-journald", had)
    assert info(host)["LoggingDriver"] == "json-file"


@pytest.mark.second_host
def test_server(step: StepRun, server: Host) -> None:
    step.run()
    assert server.service("rsyslog").is_running
    assert server.socket("tcp://0.0.0.0:514").is_listening
    # A file of this name that is there stays as it is.
    assert step.again().exit != 0


def test_send(step: StepRun, server: Host) -> None:
    step.run()
    arrived = f"grep --quiet 'order 2 paid' {FOLDER}/trial-sent.log"
    await_true(lambda: server.run(arrived).rc == 0)
    assert server.file(f"{FOLDER}/trial-sent.log").mode == 0o640
    assert server.file(FOLDER).mode == 0o750


@pytest.mark.second_host
def test_arrived(step: StepRun) -> None:
    said = str(step.run(hide={"time": r"\.log:(\S+)", "pid": r" trial-sent\[(\d+)\]"}).stdout)
    assert said.count("\n") == 1
    assert said.startswith(f"{FOLDER}/trial-sent.log:")
    assert said.rstrip().endswith("order 2 paid")
    assert " server trial-sent" in said


def test_cache(step: StepRun) -> None:
    assert str(step.run().stdout) == "order 2 paid\n"


def test_cache_file(step: StepRun, host: Host) -> None:
    said = str(step.run(hide={"size": r"^(\d+)"}).stdout)
    size, path = said.split()
    assert int(size) == host.file(path).size > 0
    options = inspect(host, "trial-sent")["HostConfig"]["LogConfig"]
    assert options["Type"] == "syslog"
    assert options["Config"]["mode"] == "non-blocking"
    assert options["Config"]["syslog-format"] == "rfc5424micro"


def test_undo(step: StepRun, host: Host, server: Host) -> None:
    assert str(step.run().stdout).split() == ["trial-log", "trial-sent"]
    assert names(host, "--all") == set()
    assert not server.file(CONFIG).exists
    assert not server.socket("tcp://0.0.0.0:514").is_listening
    # A file of this name that is not this page's stays.
    server.check_output(f"echo '# own' > {CONFIG}")
    step.again()
    assert server.file(CONFIG).exists
