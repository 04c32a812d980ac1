"""What `down` keeps, what `down --volumes` deletes, and a dump that brings it back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from testinfra.host import Host

from checks.compose.facts import (
    PROJECT,
    RUNNING,
    assert_waited,
    containers,
    made,
    orders,
    set_up,
    states,
)
from checks.folder import elsewhere
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

HIDE = {"container": r"shop 1.0 on ([0-9a-f]{12})"}


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> Iterator[None]:
    """The application's files are there, and a volume of somebody else's."""
    set_up(machine)
    machine.terminal.check("docker volume create others")
    yield
    machine.terminal.check("docker volume rm others")


def test_up(step: StepRun, host: Host) -> None:
    assert_waited(step.run(limit=120))
    assert states(host) == RUNNING


def test_order(step: StepRun, host: Host) -> None:
    step.run(hide=HIDE)
    assert orders(host) == ["3 apples"]


def test_where(step: StepRun) -> None:
    # PostgreSQL's own user in the image, whoever that is on the host.
    assert step.run().text == "/var/lib/docker/volumes/shop_data/_data 999:999 700\n"


def test_dump(step: StepRun, host: Host) -> None:
    with elsewhere(step, "shop.sql"):
        assert str(step.run().stdout) == "-- PostgreSQL database dump complete\n"
    dump = host.file(f"{HOME}/shop/shop.sql").content_string
    assert "1\t3 apples\n" in dump
    assert "DROP TABLE IF EXISTS public.orders" in dump
    assert "\r" not in dump
    # While the database does not run, the dump that is there stays.
    host.check_output("docker stop shop-db-1")
    assert step.again().exit != 0
    assert host.file(f"{HOME}/shop/shop.sql").content_string == dump
    host.check_output(f"docker start shop-db-1 && rm {HOME}/shop/shop.sql.new")


def test_down(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        assert str(step.run().stdout) == "shop_data\n"
    assert containers(host) == {}
    assert made(host, "volume") == {"shop_data"}


def test_up_again(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        result = step.run(hide=HIDE)
    assert_waited(result)
    assert str(result.stdout).splitlines()[1:] == ["1 3 apples"]
    assert orders(host) == ["3 apples"]


@pytest.mark.deletes_data
def test_down_volumes(step: StepRun, host: Host) -> None:
    # From wherever the reader is, no other project's volumes.
    with elsewhere(step):
        assert str(step.run().stdout) == ""
    assert made(host, "volume") == set()
    assert host.run("docker volume inspect others").succeeded
    # A volume of the project that the file does not name stays, and is told.
    host.check_output("docker volume create --label %s=shop left", PROJECT)
    assert str(step.again().stdout) == "left\n"
    host.check_output("docker volume rm left")


def test_empty(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        result = step.run(hide=HIDE)
    assert_waited(result)
    assert len(str(result.stdout).splitlines()) == 1
    assert orders(host) == []


def test_restore(step: StepRun, host: Host) -> None:
    with elsewhere(step, "shop.sql"):
        lines = step.run(hide=HIDE).text.splitlines()
    assert lines[-1] == "1 3 apples"
    assert "SET" not in lines  # --quiet
    assert orders(host) == ["3 apples"]
    # A dump with one error changes nothing: half of it would pass for the whole.
    host.check_output("docker exec shop-db-1 psql --username=shop --command='DELETE FROM orders'")
    wrong = f"echo 'SELECT 1/0; SELECT 1;' >> {HOME}/shop/shop.sql"
    host.check_output(f"cp -p {HOME}/shop/shop.sql /root && {wrong}")
    assert "current transaction is aborted" not in step.again().text  # it ends at the first
    assert orders(host) == []
    host.check_output(f"cp -p /root/shop.sql {HOME}/shop/")
    step.again()
    assert orders(host) == ["3 apples"]


def test_stop(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        step.run()
    assert containers(host) == {}
    assert made(host, "volume") == {"shop_data"}
