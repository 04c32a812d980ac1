"""A log server that is away or does not read, a journal's limit, and options that do not fit."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, names, pull
from checks.daemon.facts import settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.operate.facts import typed
from checks.operate.logs_server import FOLDER, log_server

LINES = 60_000
"""That each of the two containers prints for the server."""
FLOOD = 5001
"""And others for the journal."""
ENDED = 20_000
"""And one that ends."""


@pytest.fixture(scope="module", autouse=True)
def server(machine: Machine) -> Host:
    """The log server of the page `operate/logs`."""
    settle(machine)
    pull(machine, "busybox")
    server = log_server(machine)
    typed(machine, "operate/logs", "server")
    return server


def lines(server: Host, container: str) -> int:
    """How many lines of the container the server has."""
    return int(server.check_output(f"grep -c . {FOLDER}/{container}.log"))


def mode(host: Host, container: str) -> str:
    """How the container's lines are handed on."""
    return str(inspect(host, container)["HostConfig"]["LogConfig"]["Config"]["mode"])


def test_up(step: StepRun, host: Host) -> None:
    step.run()
    assert is_running(host, "trial-sent")
    settings = inspect(host, "trial-sent")["HostConfig"]
    assert settings["RestartPolicy"]["Name"] == "always"
    assert settings["LogConfig"]["Config"] == {
        "syslog-address": "tcp://logs.internal:514",
        "syslog-format": "rfc5424micro",
        "tag": "{{.Name}}",
    }


@pytest.mark.second_host
def test_server_away(step: StepRun, host: Host, server: Host) -> None:
    said = str(step.run(exit=125, hide={"address": r"dial tcp ([\d.]+):"}).stderr)
    assert "failed to initialize logging driver" in said
    assert ":514: connect: connection refused" in said
    assert mode(host, "trial-new") == "non-blocking"
    # Or the next message that the server logs would start it again.
    assert server.run("systemctl is-active syslog.socket").rc != 0


@pytest.mark.stops_containers
def test_docker_restarts(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "trial-sent exited\n"
    assert not is_running(host, "trial-sent")


@pytest.mark.second_host
def test_server_back(step: StepRun, host: Host) -> None:
    step.run()
    assert is_running(host, "trial-sent")


@pytest.mark.second_host
def test_frozen(step: StepRun, host: Host) -> None:
    step.run()
    assert {"trial-waits", "trial-goes-on"} <= names(host)
    assert mode(host, "trial-waits") == "blocking"
    assert mode(host, "trial-goes-on") == "non-blocking"


def test_who_finished(step: StepRun) -> None:
    said = str(step.run().stdout).splitlines()
    assert said == ["trial-goes-on has finished", "trial-waits still waits"]


@pytest.mark.second_host
def test_thawed(step: StepRun) -> None:
    assert str(step.run().stdout) == "trial-waits has finished\n"


@pytest.mark.second_host
def test_count(step: StepRun, server: Host) -> None:
    server.check_output(f"touch {FOLDER}/other")
    said = str(step.run(unordered=True, hide={"number": r"^ *(\d+)"}).stdout)
    counted = {name for _, name in map(str.split, said.splitlines())}
    assert counted == {f"{FOLDER}/trial-{name}.log" for name in ("goes-on", "waits")} | {"total"}
    server.check_output(f"rm {FOLDER}/other")
    # The last ones are on their way when the container has written them.
    await_true(lambda: lines(server, "trial-waits") == LINES)
    assert 0 < lines(server, "trial-goes-on") < LINES / 2


def test_flood(step: StepRun) -> None:
    hide = {"number": r"^(\d+)$", "suppressed": r"Suppressed (\d+) "}
    *limits, _, count, told = str(step.run(hide=hide).stdout).splitlines()
    assert limits == ["[Journal]", "RateLimitIntervalSec=2s", "RateLimitBurst=100"]
    assert 0 < int(count) < FLOOD
    # All containers share the limit of Docker's own unit.
    assert told.endswith(" messages from docker.service")


def test_flood_allowed(step: StepRun) -> None:
    *limits, _, count = str(step.run().stdout).splitlines()
    assert limits == ["[Journal]", "RateLimitBurst=100000"]
    assert int(count) == FLOOD


def test_ended(step: StepRun) -> None:
    hide = {"number": r"^(\d+)$"}
    *limits, _, exit, journal, told = str(step.run(limit=120, hide=hide).stdout).splitlines()
    assert limits == ["[Journal]", "RateLimitIntervalSec=20s", "RateLimitBurst=100"]
    assert exit == "0"
    # The limit is for all that Docker's unit writes, its own messages among it.
    assert 0 < int(journal) < ENDED / 2
    assert told == "no trace"


def test_told(step: StepRun, host: Host) -> None:
    before = names(host, "--all")
    said, *_, told = str(step.run(hide={"suppressed": r"Suppressed (\d+) "}).stdout).splitlines()
    assert said == "next"
    assert names(host, "--all") == before
    assert told.startswith("Suppressed ")
    assert told.endswith(" messages from docker.service")


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_mixed(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "configuration OK" in result.text
    _, said = str(result.stdout).splitlines()
    assert said.startswith("failed to start daemon")
    assert "unknown log opt 'max-size' for journald log driver" in said
    assert not host.service("docker").is_running
