"""Networks: names, who reaches whom, and who reaches nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from testinfra.host import Host

from checks.containers.facts import address, events, inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

TITLE = "<title>Welcome to nginx!</title>\n"


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx", "redis:8")


def _network(host: Host, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(host.check_output("docker network inspect %s", name))[0]
    return found


def test_create(step: StepRun, host: Host) -> None:
    step.run()
    (pool,) = _network(host, "trial-shop")["IPAM"]["Config"]
    assert pool["Subnet"] == "172.30.0.0/24"


def test_alias(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-redis")
    assert facts["Config"]["Image"] == "redis:8"
    network = facts["NetworkSettings"]["Networks"]
    assert set(network) == {"trial-shop"}
    assert network["trial-shop"]["IPAddress"] == "172.30.0.10"
    assert "db" in (network["trial-shop"]["Aliases"] or [])
    # It answers a moment after its container has started.
    await_true(lambda: host.run("docker exec trial-redis redis-cli ping").stdout == "PONG\n")
    assert names(host, "--all") == {"trial-redis"}


def test_ping_alias(step: StepRun, host: Host) -> None:
    assert step.run().text == "PONG\n"
    assert names(host, "--all") == {"trial-redis"}


def test_who_is_there(step: StepRun) -> None:
    # Docker lists them by the ids of their containers.
    result = step.run(unordered=True)
    listed = [tuple(line.split()) for line in result.text.splitlines() if line]
    assert listed == [("trial-redis", "172.30.0.10/24")]


def test_run_web(step: StepRun, host: Host) -> None:
    step.run()
    assert set(inspect(host, "trial-web")["NetworkSettings"]["Networks"]) == {"bridge"}
    await_true(lambda: host.run(f"curl --fail --silent {address(host, 'trial-web')}").rc == 0)


def test_connect(step: StepRun, host: Host) -> None:
    step.run()
    assert set(inspect(host, "trial-web")["NetworkSettings"]["Networks"]) == {
        "bridge",
        "trial-shop",
    }


def test_names(step: StepRun, host: Host) -> None:
    assert step.run().text == TITLE
    assert names(host, "--all") == {"trial-web", "trial-redis"}


def test_no_names(step: StepRun, host: Host) -> None:
    assert "bad address 'trial-web'" in str(step.run(exit=1).stderr)
    # It is the name that fails: the address works.
    by_address = f"docker run --rm busybox wget -q -O - http://{address(host, 'trial-web')}"
    assert host.run(by_address).rc == 0
    assert names(host, "--all") == {"trial-web", "trial-redis"}


def test_no_names_curl(step: StepRun, host: Host) -> None:
    # curl's own code for a name that nobody knows.
    assert str(step.run(exit=6).stderr) == "curl: (6) Could not resolve host: trial-web\n"
    assert names(host, "--all") == {"trial-web", "trial-redis"}


def test_apart(step: StepRun, host: Host) -> None:
    assert str(step.run(exit=1).stderr) == "wget: download timed out\n"
    # It was in a network, and not in the one that the server is in.
    assert len(events(host, "--filter network=trial-office --filter event=connect")) == 1
    assert "trial-office" in host.check_output("docker network ls --format '{{.Name}}'").split()
    assert names(host, "--all") == {"trial-web", "trial-redis"}


def test_overlap(step: StepRun, host: Host) -> None:
    assert "Pool overlaps with other one on this address space" in str(step.run(exit=1).stderr)
    assert "trial-depot" not in host.check_output("docker network ls --format '{{.Name}}'").split()


def test_see_subnets(step: StepRun) -> None:
    lines = step.run(unordered=True).text.splitlines()
    assert "trial-shop: 172.30.0.0/24" in lines
    assert "bridge: 172.17.0.0/16" in lines
    assert {line.split(":")[0] for line in lines} >= {"trial-office", "host", "none"}


def test_in_use(step: StepRun) -> None:
    said = str(step.run(exit=1, hide={"containers": r"has active endpoints \((.*)\)"}).stderr)
    assert "network trial-shop " in said
    assert "has active endpoints" in said


def test_internal(step: StepRun, host: Host) -> None:
    routes = step.run(hide={"subnet": r"^([\d./]+) dev eth0.*$"}).text.splitlines()[1:]
    assert len(routes) == 1
    assert "dev eth0 scope link" in routes[0]
    assert _network(host, "trial-vault")["Internal"] is True
    assert names(host, "--all") == {"trial-web", "trial-redis"}


def test_none(step: StepRun, host: Host) -> None:
    # A kernel with tunnels gives every network namespace its fallback devices, which are down.
    loopback, *others = step.run().text.splitlines()
    assert loopback.startswith("1: lo: ")
    assert not [one for one in others if re.search(r"[<,]UP[,>]", one)]
    assert names(host, "--all") == {"trial-web", "trial-redis"}


def test_remove(step: StepRun, host: Host) -> None:
    # A `web` with data in a volume without a name, such as the reader may have had before.
    host.check_output(
        "docker rm --force trial-web && docker run --detach --name trial-web --volume /data nginx"
    )
    (volume,) = host.check_output("docker volume ls --quiet").split()
    step.run()
    assert names(host, "--all") == set()
    assert host.check_output("docker volume ls --quiet") == volume
    left = set(host.check_output("docker network ls --format '{{.Name}}'").split())
    assert left == {"bridge", "host", "none"}
