"""The OVA booted by QEMU: an emulated computer, the requests that its containers answer later, and
a dump of its database."""

from __future__ import annotations

import json
import re

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import OVA, bootable

HERE = "/home/reader/legacy-vm"
ORDERS = {"orders": 1000, "total": "624417.00"}
LIMIT = 600.0
"""Seconds for a command in the VM: its processor is emulated, some twenty times slower."""
BOOT = 1900.0
"""Seconds for its start: a minute and a half on a quiet host, several on a busy one."""


@pytest.fixture(scope="module", autouse=True)
def ova(machine: Machine) -> None:
    pull(machine, "postgres:17")
    bootable(machine)


def test_install(step: StepRun, host: Host) -> None:
    step.run(limit=LIMIT)
    for package in ("qemu-system-x86", "qemu-utils"):
        assert host.package(package).is_installed


def test_unpack(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{HERE}/legacy-disk1.vmdk").user == "reader"


def test_changes(step: StepRun) -> None:
    said = step.run().text.splitlines()
    assert said == ["backing file: legacy-disk1.vmdk", "backing file format: vmdk"]


def test_boot(step: StepRun, host: Host) -> None:
    result = step.run()
    # An ordinary user may not open the device here, or there is none.
    assert "falling back to tcg" in str(result.stderr)
    command = host.check_output("ps --no-headers -o args --pid $(cat %s)", f"{HERE}/vm.pid")
    assert command.startswith("qemu-system-x86_64 ")
    assert " -smp 2 -m 2048 " in command  # as legacy.ovf says
    for port in (8080, 8443, 2222):
        assert host.socket(f"tcp://127.0.0.1:{port}").is_listening
        assert not host.socket(f"tcp://0.0.0.0:{port}").is_listening


def test_wait(step: StepRun) -> None:
    assert json.loads(step.run(limit=BOOT).text) == ORDERS


def test_console(step: StepRun) -> None:
    said = step.run(hide={"version": r"version ([\d.]+)"}).text
    assert re.fullmatch(r"Linux version \d+\.\d+\.\d+\n", said)


@pytest.mark.second_host
def test_login(step: StepRun, host: Host) -> None:
    name, kind, address = str(step.run(limit=LIMIT).stdout).splitlines()
    assert (name, kind) == ("legacy", "qemu")
    assert address.split() == ["ens192", "UP", "192.168.10.20/24"]
    assert host.file(f"{HERE}/known_hosts").exists
    assert not host.run("grep 2222 /home/reader/.ssh/known_hosts").succeeded


@pytest.mark.second_host
def test_locked_in(step: StepRun) -> None:
    # Under this address a VM finds its host: that port of it leads back to the VM's own nginx.
    said = step.run(exit=7, limit=LIMIT, hide={"time": r"after (\d+) ms"}).text
    assert "Failed to connect to 192.168.10.1 port 8080" in said


@pytest.mark.second_host
def test_https(step: StepRun) -> None:
    said = json.loads(step.run(limit=LIMIT).text)
    assert said == {"id": 1000, "item": "扳手 M8", "price": "42.00"}


@pytest.mark.second_host
def test_dump(step: StepRun, host: Host) -> None:
    assert "database dump complete" in step.run(limit=LIMIT).text
    text = host.file(f"{HERE}/orders.sql").content_string
    assert "扳手 M8" in text
    assert "OWNER TO" not in text


def test_load(step: StepRun, host: Host) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}\n", step.run(limit=LIMIT).text)
    assert inspect(host, "orders-copy")["State"]["Running"]
    # A dump with one error leaves nothing: half a database would pass for a whole one.
    ask = "docker exec orders-copy psql --username=orders -At --command=%s orders"
    host.check_output(ask, "drop table orders")
    wrong = f"echo 'select 1/0;' >> {HERE}/orders.sql"
    host.check_output(f"cp -p {HERE}/orders.sql /root && {wrong}")
    assert step.again(LIMIT).exit != 0
    left = "select count(*) from pg_tables where tablename = 'orders'"
    assert host.check_output(ask, left) == "0"
    host.check_output(f"cp -p /root/orders.sql {HERE}/")
    assert step.again(LIMIT).exit == 0


@pytest.mark.second_host
def test_count(step: StepRun) -> None:
    there, here = step.run(limit=LIMIT).text.splitlines()
    assert there == here == f"{ORDERS['orders']}|{ORDERS['total']}|1000"


@pytest.mark.second_host
def test_power_off(step: StepRun, host: Host) -> None:
    pid = host.check_output("cat %s", f"{HERE}/vm.pid")
    step.run(limit=LIMIT)
    assert not host.file(f"/proc/{pid}").exists
    assert "Power down" in host.file(f"{HERE}/console.log").content.decode(errors="replace")


def test_unchanged(step: StepRun) -> None:
    assert step.run().text == "legacy.ovf: OK\nlegacy-disk1.vmdk: OK\n"


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    [mount] = inspect(host, "orders-copy")["Mounts"]
    step.run()
    assert not host.run("docker volume inspect %s", mount["Name"]).succeeded
    assert "orders-copy" not in names(host, "--all")
    assert not host.file(HERE).exists
    assert host.file(f"/home/reader/{OVA}").exists
