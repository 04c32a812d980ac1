"""The upgrade to Docker 29: what to look for before it, and what breaks after it.

Every step is true on older versions as well; where they answer otherwise, the check says how.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from testinfra.host import Host

from checks.containers.facts import address, await_ended, inspect, names, pull
from checks.folder import beside_own
from checks.install.facts import PACKAGES, assert_works
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

SOFT, HARD = 8192, 16384
"""The limits that the page sets."""

OLD_COMPOSE = "1-1"
"""A version older than any; under it the machine's Compose plugin is noted as installed."""

UPGRADE_LIMIT = 300.0
"""Seconds for a step that asks apt for lists or packages."""


@pytest.fixture(scope="module", autouse=True)
def busy(machine: Machine) -> None:
    """The page's server: containers with the socket, a limit, a link; and a package that is old."""
    pull(machine, "busybox", "nginx")
    done = machine.terminal.check(
        "docker run --detach --name agent --volume /var/run/docker.sock:/var/run/docker.sock "
        "busybox sleep 3600 && docker run --detach --name shop --ulimit nofile=4096 nginx && "
        "docker run --detach --name till --link shop:backend busybox sleep 3600 && "
        "sed --in-place '/^Package: docker-compose-plugin$/,/^$/"
        f"s/^Version: .*/Version: {OLD_COMPOSE}/' /var/lib/dpkg/status"
    )
    assert done.exit == 0, done.text


def engine(host: Host) -> dict[str, Any]:
    """What the daemon says of its version."""
    said: dict[str, Any] = json.loads(host.check_output("docker version --format '{{json .}}'"))
    return said["Server"]  # type: ignore[no-any-return]


def limits(host: Host, name: str) -> list[str]:
    """How many files the first process of a container may open: soft, hard."""
    pid = inspect(host, name)["State"]["Pid"]
    said = host.check_output(f"prlimit --pid {pid} --nofile --noheadings --output SOFT,HARD")
    return str(said).split()


def test_versions(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    text = str(step.run().stdout)
    said = engine(host)
    assert text.endswith(
        f"engine {said['Version']}, API {said['MinAPIVersion']} to {said['ApiVersion']}\n"
    )
    # 1.44 in 29.0 to 29.2, 1.40 from 29.3 on.
    assert said["MinAPIVersion"] == ("1.24" if docker_version < (29,) else "1.40")


def test_sockets(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "/agent busybox /var/run/docker.sock\n"
    # With no such container it prints nothing.
    host.check_output("docker stop -t 0 agent")
    await_ended(host, "agent")
    assert step.again().text == ""
    host.check_output("docker start agent")


def test_links(step: StepRun) -> None:
    assert str(step.run().stdout) == "/till [/shop:/till/backend]\n"


def test_open_files(step: StepRun, host: Host) -> None:
    result = step.run(hide={"count": r": (\d+) files"}, unordered=True)
    found = {}
    for line in str(result.stdout).splitlines():
        said = re.fullmatch(r"/(\S+): (\d+) files open of (\d+), limits of its own: \[(.*)\]", line)
        assert said, line
        found[said[1]] = (int(said[2]), said[3], said[4])
    assert {*found} == {"agent", "shop", "till"}
    for name, (count, soft, own) in found.items():
        assert count > 2
        assert soft == limits(host, name)[0]
        assert own == ("nofile=4096:4096" if name == "shop" else "")


def test_look_at_host(step: StepRun, host: Host) -> None:
    said = json.loads(host.check_output("docker info --format '{{json .}}'"))
    lines = dict(line.split(":", 1) for line in str(step.run().stdout).splitlines())
    assert lines["image store"].split()[0] == said["Driver"]
    assert lines["cgroup version"].strip() == said["CgroupVersion"]
    assert lines["live-restore"].strip() == str(said["LiveRestoreEnabled"]).lower() == "false"
    assert lines["swarm"].strip() == "inactive"


def test_try_settings(step: StepRun, machine: Machine, host: Host) -> None:
    result = step.run(limit=UPGRADE_LIMIT)
    assert f"Docker version {engine(host)['Version']}, build" in str(result.stdout)
    assert str(result.stderr).splitlines()[-1] == "configuration OK"
    # A key that this version does not know is found, in the file that Docker reads.
    machine.terminal.check("mkdir -p /etc/docker && echo '{\"gone\": 1}' > /etc/docker/daemon.json")
    refused = step.again(UPGRADE_LIMIT)
    machine.terminal.check("rm /etc/docker/daemon.json")
    assert refused.exit == 1
    assert "don't match any configuration option: gone" in str(refused.stderr)


def held(host: Host) -> set[str]:
    """The packages that apt leaves alone."""
    return set(host.check_output("apt-mark showhold").split())


def test_hold(step: StepRun, host: Host) -> None:
    step.run()
    assert held(host) == {*PACKAGES}


def test_simulate(step: StepRun, host: Host) -> None:
    text = str(step.run().stdout)
    assert held(host) == set()
    assert f"Inst docker-compose-plugin [{OLD_COMPOSE}] (" in text
    assert host.package("docker-compose-plugin").version == OLD_COMPOSE


@pytest.mark.stops_containers
def test_upgrade(step: StepRun, host: Host) -> None:
    step.run(limit=UPGRADE_LIMIT)
    for name in PACKAGES:
        candidate = host.check_output(f"apt-cache policy {name} | grep Candidate").split()[1]
        assert host.package(name).version == candidate
    assert_works(host)


def test_old_client(step: StepRun, docker_version: tuple[int, ...]) -> None:
    text = str(step.run().stdout)
    if docker_version < (29,):
        assert text == "OK\n200\n"
    else:
        assert text == (
            '{"message":"client version 1.24 is too old. Minimum supported API version is 1.40, '
            'please upgrade your client to a newer version"}\n\n400\n'
        )


def test_let_old_in(step: StepRun, docker_version: tuple[int, ...]) -> None:
    known = docker_version >= (29,)
    with beside_own(step.machine, "old-clients.json"):
        text = step.run(exit=0 if known else 1).text
    assert (text == "configuration OK\n") == known
    assert ("don't match any configuration option: min-api-version" in text) != known


def test_limit_now(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == limits(host, "agent")


def test_limit_run(step: StepRun) -> None:
    assert str(step.run().stdout).split() == [str(SOFT), str(HARD)]


def test_limit_compose(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == [str(SOFT), str(HARD)]
    assert names(host, "--all") == {"agent", "shop", "till"}
    assert set(host.check_output("docker network ls --format '{{.Name}}'").split()) == {
        "bridge",
        "host",
        "none",
    }


def test_link(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    result = step.run(hide={"name": r"DB_NAME=/(\w+)/db"})
    assert host.docker("trial").is_running
    lines = str(result.stdout).splitlines()
    wanted = f"DB_PORT_80_TCP_ADDR={address(host, 'trial')}"
    assert (wanted in lines) == (docker_version < (29,))
    assert any(line.startswith("DB_") for line in lines) == (docker_version < (29,))
    assert ("Links on the default bridge network are deprecated" in str(result.stderr)) == (
        docker_version >= (29, 6)
    )


def test_own_network(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == "<title>Welcome to nginx!</title>"
    assert {*inspect(host, "trial")["NetworkSettings"]["Networks"]} == {"bridge", "trial"}


def test_old_address(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    gone = docker_version >= (29,)
    result = step.run(exit=1 if gone else 0)
    assert (str(result.stdout).strip() == address(host, "trial")) != gone
    assert ('map has no entry for key "IPAddress"' in str(result.stderr)) == gone


def test_new_address(step: StepRun, host: Host) -> None:
    bridge, own = address(host, "trial"), address(host, "trial", "trial")
    result = step.run(hide={"address": r" (172\.\S+)"})
    assert str(result.stdout).split() == [bridge, own]


def test_labels(step: StepRun, docker_version: tuple[int, ...]) -> None:
    gone = docker_version >= (29,)
    lines = str(step.run(exit=1 if gone else 0).stdout).splitlines()
    found = {line.split(":")[0].strip().strip('"') for line in lines}
    assert found == (set() if gone else {"Entrypoint", "Labels", "Volumes", "WorkingDir"})


EVENTS = ["create", "start"]
"""What Docker tells of a container that was run."""


def test_events(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    gone = docker_version >= (29,)
    result = step.run()
    number = inspect(host, "trial")["Id"]
    told = [line.split() for line in str(result.stdout).splitlines()]
    expected = [[event, number, "nginx"] for event in EVENTS]
    assert told == (expected if gone else expected * 2)
    assert ("can't evaluate field Status in type" in str(result.stderr)) == gone


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == {"agent", "shop", "till"}
    assert "trial" not in host.check_output("docker network ls --format '{{.Name}}'").split()
