"""Swarm on one host: replicas, a killed one, an update and a failed one, and the way out."""

from __future__ import annotations

import json
import re

import pytest
from testinfra.host import Host

from checks.containers.facts import is_running, pull
from checks.daemon.facts import info, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

SERVICE = "trial-hello"
LIMIT = 240.0
"""Seconds: Swarm waits until each replica has been stable for five."""


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there, and a container of the reader's own."""
    settle(machine)
    pull(machine, "nginx:1.28", "nginx:1.29")
    done = machine.terminal.check(
        "docker rm --force web; docker run --detach --name web nginx:1.29"
    )
    assert done.exit == 0, done.text


def running(host: Host) -> dict[str, str]:
    """The service's containers that run, by id, with their images."""
    told = host.check_output(
        f"docker ps --filter label=com.docker.swarm.service.name={SERVICE} "
        "--format '{{.ID}} {{.Image}}'"
    )
    return dict(line.split() for line in told.splitlines())


def service(host: Host) -> dict[str, object]:
    """What Swarm knows of the service."""
    told = json.loads(host.check_output("docker service inspect %s", SERVICE))
    found: dict[str, object] = told[0]
    return found


def test_can_i(step: StepRun) -> None:
    assert str(step.run().stdout) == "swarm inactive, live-restore false\n"


def test_init(step: StepRun, host: Host) -> None:
    said = step.run(hide={"token": r"--token (\S+)", "node": r"current node \((\w+)\)"}).text
    assert "is now a manager" in said
    swarm = info(host)["Swarm"]
    assert swarm["LocalNodeState"] == "active"
    assert swarm["NodeAddr"] == "127.0.0.1"
    assert swarm["Cluster"]["DefaultAddrPool"] == ["10.201.0.0/16"]


def test_host_changes(step: StepRun, host: Host) -> None:
    # Swarm makes its two networks a moment after it has answered.
    made = "docker network ls --format '{{.Name}}' | grep --count 'ingress\\|gwbridge' | grep 2"
    await_true(lambda: host.run(made).rc == 0)
    hide = {"subnet": r"^docker_gwbridge (\d\S+)$"}
    first, second, ingress, bridge, *ports = str(
        step.run(hide=hide, unordered=True).stdout
    ).splitlines()
    assert {first, second} == {"ingress overlay swarm", "docker_gwbridge bridge local"}
    assert ingress == "ingress 10.201.0.0/24"
    assert bridge.startswith("docker_gwbridge 172.")
    # Nothing that another host could reach.
    assert set(ports) == {"tcp 127.0.0.1:2377", "tcp 127.0.0.1:7946", "udp 127.0.0.1:7946"}


def test_create(step: StepRun, host: Host) -> None:
    said = str(step.run(limit=LIMIT, hide={"id": r"^(\w{25})$"}).stdout)
    assert re.fullmatch(r"\w{25}\n", said)
    assert len(running(host)) == 3
    assert service(host)["Spec"]["UpdateConfig"]["Delay"] == 1_000_000_000  # type: ignore[index]


def test_list(step: StepRun, host: Host) -> None:
    first, *tasks = str(step.run().stdout).splitlines()
    assert first == f"{SERVICE} replicated 3/3 nginx:1.28"
    name = info(host)["Name"]
    assert sorted(tasks) == [f"{SERVICE}.{n} {name} Running" for n in (1, 2, 3)]


@pytest.mark.not_run(
    zh="实验机的内核没有 IPVS，Swarm 靠它把端口分给各个副本；在普通服务器上这一步会打开网页。",
    en="The lab's kernel has no IPVS, with which Swarm shares a port among replicas; on an "
    "ordinary server this step gets the page.",
    on="container",
)
def test_publish(step: StepRun) -> None:
    assert "<title>Welcome to nginx!</title>" in step.run(limit=LIMIT).text


def test_kill(step: StepRun, host: Host) -> None:
    before = set(running(host))
    # One of the reader's own is not meant, also where it is the newest.
    host.check_output("docker run --detach --name newest nginx:1.29")
    step.run()
    assert is_running(host, "newest")
    host.check_output("docker rm --force newest")
    # For a moment Swarm still counts the one that is gone; then it counts a new one after it runs.
    await_true(lambda: len(set(running(host)) - before) == 1)
    await_true(lambda: " 3/3 " in host.check_output("docker service ls"))
    assert len(before & set(running(host))) == 2


def test_healed(step: StepRun) -> None:
    first, killed = str(step.run().stdout).splitlines()
    assert first == f"{SERVICE} 3/3"
    assert killed.startswith("Shutdown")
    assert "137" in killed


def test_update(step: StepRun, host: Host) -> None:
    before = set(running(host))
    lines = str(step.run(limit=LIMIT).stdout).splitlines()
    assert lines[1:] == ["nginx:1.29 Running"] * 3
    assert not before & set(running(host))


def test_bad_update(step: StepRun, host: Host) -> None:
    before = set(running(host))
    said = step.run(exit=(0, 1), limit=LIMIT, hide={"task": r"task (\w{25})"}).text
    assert "overall progress" not in said
    # The client may leave before Swarm says of the way back that it has come to its end.
    ended = "docker service inspect --format '{{.UpdateStatus.State}}' trial-hello"
    await_true(lambda: host.check_output(ended) == "rollback_completed")
    await_true(lambda: " 3/3 " in host.check_output("docker service ls"))
    await_true(lambda: len(running(host)) == 3)
    # One replica was tried, the others ran on.
    assert len(before & set(running(host))) >= 2


def test_rolled_back(step: StepRun) -> None:
    assert str(step.run().stdout).splitlines() == [
        "rollback_completed",
        f"{SERVICE} 3/3 nginx:1.29",
    ]


def test_leave(step: StepRun, host: Host) -> None:
    assert "Removing the last manager erases all current state of the swarm" in (
        step.run(exit=1).text
    )
    assert info(host)["Swarm"]["LocalNodeState"] == "active"


def test_undo(step: StepRun, host: Host) -> None:
    said = str(step.run(hide={"all": r"(?s)\A(.*)\Z"}).stdout)
    assert said.startswith(f"{SERVICE}\n")
    # What Swarm itself is about to remove is there for a moment.
    await_true(lambda: host.check_output("docker ps --all --format '{{.Names}}'") == "web")
    listed = "docker network ls --format '{{.Name}}'"
    await_true(lambda: set(host.check_output(listed).split()) == {"bridge", "host", "none"})
    assert info(host)["Swarm"]["LocalNodeState"] == "inactive"
    # Where nothing is left over, there is nothing to remove.
    assert "requires at least 1 argument" not in step.again().text


def test_gone(step: StepRun) -> None:
    said = step.run(exit=1)
    assert str(said.stdout).splitlines()[0] == "swarm inactive"
    assert "This node is not a swarm manager" in said.text
