"""What a service that was moved says when something of the VM was forgotten, and the cure."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.migrate.moved import LIMIT, PROJECT, moved, refusals, waited_for

VERSION = {"version": r"nginx/(\d+\.\d+\.\d+)"}


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    return moved(machine)


def test_loopback(step: StepRun, host: Host) -> None:
    result = step.run(limit=LIMIT, hide=VERSION)
    assert "502 Bad Gateway" in str(result.stdout)
    asked = '"GET /orders HTTP/1.1" 502 '
    await_true(lambda: asked in host.check_output("docker logs orders-web-1"))
    # The application, and no other service, is started anew.
    assert waited_for(step, "app")
    assert "orders-web-1" not in str(result.stderr)
    # The health check asks from inside the container, where 127.0.0.1 answers.
    health = "docker inspect --format '{{.State.Health.Status}}' orders-app-1"
    assert host.check_output(health) == "healthy"


def test_loopback_cure(step: StepRun) -> None:
    result = step.run(limit=LIMIT)
    assert json.loads(str(result.stdout))["orders"] == 1000
    assert waited_for(step, "app")
    assert "orders-web-1" not in str(result.stderr)
    assert refusals(step) == 1


def test_old_address(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "orders-db-1" not in said  # it is left alone
    assert 'connection to server at "127.0.0.1", port 5432 failed: Connection refused' in said


def test_other_network(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert 'could not translate host name "db" to address' in said


def test_other_owner(step: StepRun) -> None:
    said = step.run(exit=1, hide={"day": r"(\d{4}-\d\d-\d\d)\.txt"}).text
    assert "Permission denied: '/srv/orders/reports/" in said


def test_new_password(step: StepRun, host: Host) -> None:
    before = inspect(host, "orders-db-1")["Id"]
    said = step.run(exit=1, limit=LIMIT, hide={"address": r'"db" \(([\d.]+)\)'}).text
    assert 'password authentication failed for user "orders"' in said
    assert waited_for(step, "db")
    # Though it is another container, and has the new password.
    assert inspect(host, "orders-db-1")["Id"] != before
    read = "docker exec orders-db-1 cat /run/secrets/db-password"
    assert host.check_output(read) == "another"


def test_new_password_cure(step: StepRun, host: Host) -> None:
    assert str(step.run(limit=LIMIT).stdout).splitlines()[-1].startswith("1000 orders, ")
    assert waited_for(step)
    assert ":another@" in host.file(f"{PROJECT}/app.env").content_string
    asked = "curl --silent --fail --retry 15 --retry-all-errors http://localhost:8080/orders"
    assert json.loads(host.check_output(asked))["orders"] == 1000
    # Of all the containers that ended on this page none is left.
    assert names(host, "--all") == {"orders-app-1", "orders-db-1", "orders-web-1"}
