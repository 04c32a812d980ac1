"""Swarm against live-restore, and two hosts of which one fails: what moves and what does not."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.daemon.facts import info, settle
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

WORKER = "worker.internal"
HIDE = {
    "token": r"--token (\S+)",
    "node": r"current node \((\w+)\)",
    "address": r"--token \S+ (\S+):2377",  # of its several ones
}


@pytest.fixture(scope="module", autouse=True)
def worker(machine: Machine) -> Machine:
    """A second host with Docker."""
    settle(machine)
    pull(machine, "busybox")
    other = machine.neighbour(WORKER)
    pull(other, "busybox")
    return other


def node_of_book(host: Host) -> str:
    """Where the service runs."""
    told = "docker service ps --filter desired-state=running --format '{{.Node}}' book"
    return str(host.check_output(told))


def availability(host: Host) -> str:
    """Whether this node takes work."""
    return str(host.check_output("docker node inspect --format '{{.Spec.Availability}}' self"))


def settled(host: Host, where: str) -> bool:
    """Whether the service runs there."""
    told = "docker service ps --filter desired-state=running --format '{{.CurrentState}}' book"
    return node_of_book(host) == where and "Running" in host.check_output(told)


def status(host: Host, name: str) -> str:
    """Whether a node answers."""
    told = host.check_output("docker node ls --format '{{.Hostname}} {{.Status}}'")
    return str(dict(line.split() for line in told.splitlines())[name])


@pytest.mark.deletes_data
def test_live_restore_on(step: StepRun, host: Host) -> None:
    said = step.run(exit=1).text
    assert "--live-restore daemon configuration is incompatible with swarm mode" in said
    assert info(host)["Swarm"]["LocalNodeState"] == "inactive"
    # That the folder is there is no error.
    assert "File exists" not in step.again().text


@pytest.mark.deletes_data
def test_live_restore_off(step: StepRun, host: Host) -> None:
    step.run(hide=HIDE)
    assert info(host)["Swarm"]["LocalNodeState"] == "active"
    assert info(host)["Swarm"]["NodeAddr"] != "127.0.0.1"


@pytest.mark.deletes_data
def test_on_again(step: StepRun, host: Host) -> None:
    said = step.run(exit=1).text
    assert "configuration OK" in said
    assert not host.service("docker").is_running


def test_why(step: StepRun) -> None:
    (said,) = str(step.run().stdout).splitlines()
    assert "--live-restore daemon configuration is incompatible with swarm mode" in said
    assert said.startswith(("time=", "failed to start cluster component"))


@pytest.mark.deletes_data
def test_off_again(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    await_true(lambda: info(host)["Swarm"]["LocalNodeState"] == "active")


@pytest.mark.second_host
def test_join(step: StepRun, host: Host) -> None:
    assert step.run().text == "This node joined a swarm as a worker.\n"
    await_true(lambda: status(host, "worker") == "Ready")


def test_nodes(step: StepRun) -> None:
    lines = sorted(line.strip() for line in str(step.run(unordered=True).stdout).splitlines())
    assert lines == ["server Ready Active Leader", "worker Ready Active"]


def test_drain(step: StepRun, host: Host) -> None:
    said = str(step.run(limit=240, hide={"id": r"^(\w{25})$"}).stdout)
    assert len(said.splitlines()) == 2
    await_true(lambda: settled(host, "worker"))
    assert availability(host) == "drain"


def test_no_rebalance(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[-1] == "book.1 worker"
    assert availability(host) == "active"


@pytest.mark.second_host
@pytest.mark.stops_containers
def test_node_fails(step: StepRun, host: Host, worker: Machine) -> None:
    step.run()
    assert backend.host(worker).run("systemctl is-active docker.socket").rc != 0
    await_true(lambda: status(host, "worker") == "Down", 90)
    await_true(lambda: settled(host, "server"), 90)


def test_moved(step: StepRun) -> None:
    *nodes, task = str(step.run(unordered=True).stdout).splitlines()
    assert sorted(nodes) == ["server Ready", "worker Down"]
    assert task == "book.1 server"


def test_book_is_new(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "written on server\n"
    assert all(name.startswith("book.1.") for name in names(host, "--all"))


@pytest.mark.second_host
def test_node_back(step: StepRun, host: Host, worker: Machine) -> None:
    assert str(step.run().stdout) == "written on worker\n"
    assert all(name.startswith("book.1.") for name in names(backend.host(worker), "--all"))
    await_true(lambda: status(host, "worker") == "Ready", 90)


def test_no_failback(step: StepRun) -> None:
    *nodes, task = str(step.run(unordered=True).stdout).splitlines()
    assert sorted(nodes) == ["server Ready", "worker Ready"]
    assert task == "book.1 server"


@pytest.mark.second_host
def test_manager_fails(step: StepRun) -> None:
    assert "This node is not a swarm manager" in step.run(exit=1).text


@pytest.mark.second_host
def test_remove(step: StepRun, host: Host, worker: Machine) -> None:
    assert str(step.run().stdout).splitlines() == ["book"] + ["Node left the swarm."] * 2
    for left in (host, backend.host(worker)):
        assert info(left)["Swarm"]["LocalNodeState"] == "inactive"
