"""Unhealthy and crashed containers found, an alert as a failed unit, and the daemon's metrics."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.daemon.facts import OWN, assert_gives_back, assert_merges, info, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

UNIT = "docker-health.service"


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """jq, an image, and a container that works."""
    settle(machine)
    with_jq(machine)
    pull(machine, "busybox")
    done = machine.terminal.check("docker run --detach --name trial-fine busybox sleep 3600")
    assert done.exit == 0, done.text


def health(host: Host) -> str:
    """What Docker says of the container with a check."""
    return str(inspect(host, "trial-sick")["State"]["Health"]["Status"])


def test_stats(step: StepRun) -> None:
    head, row = str(step.run(hide={"numbers": r"trial-fine +(.*)"}).stdout).splitlines()
    assert head.split() == ["NAME", "CPU", "%", "MEM", "USAGE", "/", "LIMIT", "PIDS"]
    assert row.startswith("trial-fine")


def test_run(step: StepRun, host: Host) -> None:
    step.run(exit=3)
    # Docker tells the event after it has changed the state, and the step asks in whole seconds.
    told = "docker events --since 10m --until 0s --filter 'event=health_status: unhealthy'"
    await_true(lambda: "trial-sick" in host.check_output(told))
    assert health(host) == "unhealthy"
    check = inspect(host, "trial-sick")["Config"]["Healthcheck"]
    assert (check["Interval"], check["Retries"]) == (1_000_000_000, 2)
    assert inspect(host, "trial-sick")["State"]["Running"]
    assert inspect(host, "trial-crash")["State"]["ExitCode"] == 3


def test_unhealthy(step: StepRun) -> None:
    hide = {"time": r"(?:Up|\(3\)) (.*?)(?: \(|$)"}
    sick, crash = str(step.run(hide=hide).stdout).splitlines()
    assert sick.startswith("trial-sick: Up")
    assert sick.endswith("(unhealthy)")
    assert crash.startswith("trial-crash: Exited (3)")


def test_events(step: StepRun) -> None:
    lines = str(step.run(unordered=True).stdout).splitlines()
    found = [line.rstrip().replace("<no value>", "").rstrip() for line in lines]
    assert sorted(found) == ["die trial-crash 3", "health_status: unhealthy trial-sick"]


def test_alert(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/systemd/system/timers.target.wants/docker-health.timer").is_symlink
    asked = "systemctl show --value --property=Description docker-health.timer"
    assert host.check_output(asked) == "Look for unhealthy containers every minute"
    assert host.service("docker-health.timer").is_running
    shown = host.check_output("systemctl show %s --property=Type,Requires,After", UNIT)
    facts = dict(line.split("=", 1) for line in shown.splitlines())
    assert facts["Type"] == "oneshot"
    # What is required is started, also while somebody has stopped it on purpose.
    assert "docker.service" not in facts["Requires"].split()
    assert "docker.service" in facts["After"].split()
    assert step.again().exit != 0


def test_alert_fires(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).splitlines()
    assert said == ["failed", "unhealthy: trial-sick"]
    # It says so once, however often it has failed, and nobody else does.
    host.check_output("echo 'unhealthy: other' | systemd-cat")
    assert str(step.again().stdout).splitlines() == said


def test_repair(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout) == ""
    assert health(host) == "healthy"
    # Where the container is gone, the wait ends.
    host.check_output("docker rename trial-sick trial-away")
    machine.terminal.run('timeout() { command timeout 2 "${@:2}"; }')
    assert step.again(limit=30).exit == 124
    machine.terminal.run("unset -f timeout")
    host.check_output("docker rename trial-away trial-sick")


def test_alert_ends(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "all healthy\n"
    assert host.run("systemctl is-failed %s", UNIT).rc != 0
    # Where Docker cannot be asked, it is not taken for all well.
    host.check_output("mv /usr/bin/docker /root/docker && systemctl reset-failed %s", UNIT)
    step.again()
    assert host.run("systemctl is-failed %s", UNIT).rc == 0
    host.check_output("mv /root/docker /usr/bin/docker && systemctl reset-failed %s", UNIT)
    # Neither the unit nor what it asks starts a Docker that was stopped, although its socket would.
    host.check_output("systemctl stop docker.service")
    step.again()
    assert host.run("systemctl is-failed %s", UNIT).rc == 0
    assert not host.service("docker.service").is_running
    host.check_output("journalctl --sync")
    told = host.check_output("journalctl --unit %s --output cat --lines 20", UNIT)
    assert "docker is not active" in told.splitlines()
    host.check_output("systemctl start docker && docker start trial-sick trial-fine")


@pytest.mark.stops_containers
def test_metrics(step: StepRun, host: Host, machine: Machine) -> None:
    ours = {"metrics-addr": "127.0.0.1:9323"}
    assert_merges(step, host, machine, OWN | ours, ours, "before-metrics")
    machine.terminal.check("systemctl restart docker && docker start trial-sick")
    assert host.socket("tcp://127.0.0.1:9323").is_listening


def test_read_metrics(step: StepRun, host: Host) -> None:
    hide = {"number": r" (\d+)$"}
    result = step.run(hide=hide)
    assert str(result.stderr) == ""
    said = dict(line.rsplit(" ", 1) for line in str(result.stdout).splitlines())
    assert all(name.startswith("engine_daemon_") for name in said)
    running = said['engine_daemon_container_states_containers{state="running"}']
    assert int(running) == info(host)["ContainersRunning"] == 1
    assert "engine_daemon_health_checks_failed_total" in said


@pytest.mark.stops_containers
def test_metrics_off(step: StepRun, host: Host, machine: Machine) -> None:
    ours, had = ({"metrics-addr": f"127.0.0.1:{port}"} for port in (9323, 9324))
    assert_gives_back(step, host, machine, OWN | ours, "before-metrics", had)
    assert not host.socket("tcp://127.0.0.1:9323").is_listening


def test_undo(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == ["trial-sick", "trial-crash"]
    assert host.run("systemctl cat docker-health.timer").rc != 0
    assert host.run("systemctl is-active docker-health.timer").rc != 0
    assert not host.file("/etc/systemd/system/docker-health.service").exists
    assert names(host, "--all") == {"trial-fine"}
    # A unit of this name that is not this page's stays.
    host.check_output("echo '[Unit]' > /etc/systemd/system/docker-health.service")
    step.again()
    assert host.file("/etc/systemd/system/docker-health.service").exists
