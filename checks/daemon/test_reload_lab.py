"""Which keys a reload takes over and which need a restart: every row of the page's table."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    DAEMON_JSON,
    assert_restarted,
    configured,
    labels,
    process,
    refusals,
    reloads,
    run_twice,
    settle,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

HIDE = {"name server": r"^dns: nameserver (\S+)", "number": r"^default-ulimits: (\d{5,})"}

RELOADED = {
    "debug": "true",
    "labels": "[site=berlin]",
    "live-restore": "true",
    "registry-mirrors": "[https://mirror.internal/]",
    "insecure-registries": "registry.internal:5000",
    "default-runtime": "second",
}
"""What `ask_daemon` says of the keys that a reload takes over."""

RESTARTED = {
    "default-address-pools": "[{10.201.0.0/16 24}]",
    "proxies": "http://proxy.internal:3128",
    "bip": "10.200.0.1",
}
"""And of those that it does not."""


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def answers(step: StepRun) -> dict[str, str]:
    """Run a step that prints `key: value` lines."""
    result = step.run(hide=HIDE)
    assert str(result.stderr) == ""
    pairs = [line.partition(":") for line in str(result.stdout).splitlines()]
    return {key: value.strip() for key, _, value in pairs}


def assert_no_new_container(said: dict[str, str]) -> None:
    """What `ask_container` says where nothing is set that only a restart takes over."""
    assert said["default-ulimits"] not in ("1000", "2000")
    assert said["dns"].startswith("nameserver ")
    assert said["dns"] != "nameserver 192.0.2.53"
    assert said["init"] == "sh"
    assert said["mtu"] == "1500"
    assert said["log-driver"] == "json-file"
    assert said["log-opts"] == "map[]"


def test_ask_daemon(step: StepRun) -> None:
    said = answers(step)
    assert list(said) == [*RELOADED, *RESTARTED]
    for key, value in said.items():
        assert value != (RELOADED | RESTARTED)[key]
    assert said["bip"].startswith("172.")


def test_ask_container(step: StepRun, host: Host) -> None:
    result = step.run(hide=HIDE)
    pull, *lines = str(result.stdout).splitlines()
    assert str(result.stderr) == ""
    assert pull.startswith("docker.io/library/busybox")
    said = {line.partition(":")[0]: line.partition(":")[2].strip() for line in lines}
    assert "size=65536k" in said["default-shm-size"]
    assert_no_new_container(said)
    assert host.check_output("docker ps --all --quiet") == ""


@pytest.mark.deletes_data
def test_write_file(step: StepRun, host: Host) -> None:
    run_twice(step)
    assert configured(host) == {
        "bip": "10.200.0.1/24",
        "debug": True,
        "default-address-pools": [{"base": "10.201.0.0/16", "size": 24}],
        "default-runtime": "second",
        "default-shm-size": "32M",
        "default-ulimits": {"nofile": {"Name": "nofile", "Soft": 1000, "Hard": 2000}},
        "dns": ["192.0.2.53"],
        "init": True,
        "insecure-registries": ["registry.internal:5000"],
        "labels": ["site=berlin"],
        "live-restore": True,
        "log-driver": "local",
        "log-opts": {"max-size": "1m"},
        "max-concurrent-downloads": 1,
        "max-concurrent-uploads": 2,
        "max-download-attempts": 9,
        "mtu": 1400,
        "proxies": {"http-proxy": "http://proxy.internal:3128"},
        "registry-mirrors": ["https://mirror.internal"],
        "runtimes": {"second": {"path": "/usr/bin/runc"}},
        "shutdown-timeout": 30,
    }


def test_reload(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    await_true(lambda: reloads(host) == 1)
    assert process(host) == before


def test_daemon_after_reload(step: StepRun) -> None:
    said = answers(step)
    assert {key: said[key] for key in RELOADED} == RELOADED
    for key, value in RESTARTED.items():
        assert said[key] != value


def test_container_after_reload(step: StepRun) -> None:
    said = answers(step)
    assert "size=32768k" in said["default-shm-size"]
    assert_no_new_container(said)


def test_ask_events(step: StepRun) -> None:
    result = step.run()
    [line] = str(result.stdout).splitlines()
    said = json.loads(line)
    assert said["max-concurrent-downloads"] == "1"
    assert said["max-concurrent-uploads"] == "2"
    assert said["max-download-attempts"] == "9"
    assert said["shutdown-timeout"] == "30"
    assert said["runtimes"] == "second:/usr/bin/runc"


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)


def test_daemon_after_restart(step: StepRun) -> None:
    assert answers(step) == RELOADED | RESTARTED


def test_container_after_restart(step: StepRun) -> None:
    said = answers(step)
    assert "size=32768k" in said.pop("default-shm-size")
    assert said == {
        "default-ulimits": "1000",
        "dns": "nameserver 192.0.2.53",
        "init": "docker-init",
        "mtu": "1400",
        "log-driver": "local",
        "log-opts": "map[max-size:1m]",
    }


@pytest.mark.deletes_data
def test_take_keys_out(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: reloads(host) == 1)
    assert configured(host) == {}


def test_daemon_remembers(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    said = answers(step)
    if docker_version >= (28,):
        # What `docker info` then says of the pools is no address, though they are still in use.
        assert said.pop("default-address-pools") == "[{invalid Prefix 24}]"
        said["default-address-pools"] = RESTARTED["default-address-pools"]
    assert said == RELOADED | RESTARTED
    host.check_output("docker network create pooled")
    subnet = "docker network inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}' pooled"
    assert host.check_output(subnet).startswith("10.201.")
    host.check_output("docker network rm pooled")


@pytest.mark.deletes_data
def test_reload_broken(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    await_true(lambda: refusals(host) == 1)
    assert process(host) == before


@pytest.mark.deletes_data
def test_reload_conflict(step: StepRun, host: Host) -> None:
    before = process(host)
    step.run()
    await_true(lambda: refusals(host) == 2)
    assert configured(host) == {"hosts": ["unix:///run/docker.sock"], "labels": ["site=paris"]}
    assert process(host) == before


def test_nothing_changed(step: StepRun) -> None:
    result = step.run()
    labels, broken, conflict = str(result.stdout).splitlines()
    assert labels == "[site=berlin]"
    assert "invalid character '}'" in broken
    assert "specified both as a flag and in the configuration file: hosts" in conflict


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_back(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert not host.file(DAEMON_JSON).exists
    assert labels(host) == set()
