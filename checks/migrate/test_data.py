"""The VM's database and files, copied and compared."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect
from checks.folder import beside_own
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import seen
from checks.migrate.moved import (
    HELPERS,
    LIMIT,
    PROJECT,
    ask,
    moved,
    other_number,
    waited_for,
)

FILES = "/srv/orders/files"


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    return moved(machine)


@pytest.mark.second_host
def test_dump(step: StepRun, host: Host, vm: Machine) -> None:
    psql = "cd / && runuser -u postgres -- psql --command=%s orders"
    seen(vm).check_output(psql, "create role reports")
    seen(vm).check_output(psql, "grant select on orders to reports")
    assert step.run().text == "-- PostgreSQL database dump complete\n"
    # Of another owner or with rights for roles that are not there, it could not be restored.
    said = host.file(f"{PROJECT}/orders.sql").content_string
    assert "OWNER TO" not in said
    assert "GRANT" not in said


@pytest.mark.stops_containers
@pytest.mark.deletes_data
def test_restore(step: StepRun, host: Host) -> None:
    # What is there is replaced, not added to.
    ask(host, "delete from orders where id = 17")
    ask(host, "insert into orders (item, price) values ('left over', 1)")

    def started() -> list[str]:
        return [inspect(host, f"orders-{name}-1")["State"]["StartedAt"] for name in ("app", "web")]

    before = started()
    with beside_own(step.machine, "compose.yaml", "orders.sql"):
        assert str(step.run(limit=LIMIT).stdout) == ""
    assert waited_for(step)
    # They stood still meanwhile.
    assert not {*started()} & {*before}
    assert ask(host, "select count(*) from orders") == "1000"
    assert ask(host, "select item from orders where id = 17") == "part-17"
    # A dump with one error leaves nothing: half a database would pass for a whole one.
    wrong = f"echo 'select 1/0; select 1;' >> {PROJECT}/orders.sql"
    host.check_output(f"cp -p {PROJECT}/orders.sql /root && {wrong}")
    assert "current transaction is aborted" not in step.again().text  # it ends at the first
    assert ask(host, "select count(*) from pg_tables where tablename = 'orders'") == "0"
    host.check_output(f"cp -p /root/orders.sql {PROJECT}/")
    assert step.again().exit == 0
    # One that is cut short is not begun with: psql would load the rows that are there.
    host.check_output(f"head --lines=-20 /root/orders.sql > {PROJECT}/orders.sql")
    step.again()
    assert ask(host, "select count(*) from orders") == "1000"
    host.check_output(f"cp -p /root/orders.sql {PROJECT}/")


@pytest.mark.second_host
def test_count(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "rows.old", "rows.new"):
        old, new = step.run().text.splitlines()
    assert old == new
    assert old.startswith("1000|624417.00|1000|")
    # One price that differs.
    ask(host, "update orders set price = price + 1 where id = 5")
    assert step.again().exit == 1
    ask(host, "update orders set price = price - 1 where id = 5")
    assert step.again().exit == 0
    # One row that the dump has lost.
    ask(host, "create table kept as select * from orders where id = 5")
    ask(host, "delete from orders where id = 5")
    assert step.again().exit == 1
    ask(host, "insert into orders select * from kept")
    ask(host, "drop table kept")
    assert step.again().exit == 0


def test_next_number(step: StepRun, host: Host) -> None:
    assert step.run().text == "1000\n"


def test_taken_number(step: StepRun, host: Host) -> None:
    said = step.run(exit=1).text
    assert 'duplicate key value violates unique constraint "orders_pkey"' in said
    assert ask(host, "select count(*) from orders") == "1000"


@pytest.mark.second_host
def test_first_copy(step: StepRun, host: Host, vm: Machine) -> None:
    with other_number(vm) as number:
        seen(vm).check_output(f"install --owner={number} /dev/null {FILES}/theirs")
        step.run(limit=LIMIT)
        seen(vm).check_output(f"rm {FILES}/theirs")
    inside = "docker exec --user 0 orders-app-1"
    assert host.check_output(f"{inside} stat --format=%u {FILES}/theirs") == str(number)
    host.check_output(f"{inside} rm {FILES}/theirs")
    assert host.check_output(HELPERS) == ""  # --rm
    looks = "docker exec orders-app-1 stat --format='%a %u %g' /srv/orders/files/prices.txt"
    assert host.check_output(looks) == "640 1001 900"


def test_owners(step: StepRun) -> None:
    said = step.run(hide={"time": r"900 +\d+ (\w+ +\d+ [\d:]+)"}).text
    lines = [line.split() for line in said.splitlines() if line.startswith("-")]
    assert {(line[0], line[2], line[3], line[-1]) for line in lines} == {
        ("-rw-r--r--", "900", "900", "invoice-17.txt"),
        ("-rw-r--r--", "900", "900", "photo-17.jpg"),
        ("-rw-r-----", "1001", "900", "prices.txt"),
    }


def test_rsync(step: StepRun, host: Host) -> None:
    step.run(limit=LIMIT)
    assert host.package("rsync").is_installed


def test_second_copy(step: StepRun, vm: Machine, host: Host) -> None:
    # In the meantime somebody has changed a file, added one and deleted one.
    done = vm.terminal.check(
        "cd /srv/orders/files && echo paid >> invoice-17.txt && echo new > invoice-18.txt && "
        "chown orders: invoice-18.txt && touch -d 2020-01-01 gone.txt"
    )
    assert done.exit == 0
    vm.terminal.check("rm /srv/orders/files/gone.txt")
    # Here somebody else is called ana.
    host.check_output("useradd --no-create-home --uid 3001 ana")
    said = step.run(limit=LIMIT).text
    host.check_output("userdel ana")
    assert "prices.txt" not in said
    assert "files/invoice-17.txt\n" in said
    assert ">f+++++++++ files/invoice-18.txt\n" in said
    # Only the difference.
    assert "photo-17.jpg" not in said
    # Without a volume of this name the target is empty: nothing is copied, and nothing deleted.
    step.machine.terminal.run("docker() { false; }")
    refused = step.again(LIMIT)
    step.machine.terminal.run("unset -f docker")
    assert "target: parameter null or not set" in refused.text
    assert "deleting" not in refused.text
    # What is deleted there is deleted here.
    vm.terminal.check("rm /srv/orders/files/invoice-18.txt")
    assert "*deleting   files/invoice-18.txt" in step.again(LIMIT).text


@pytest.mark.second_host
def test_compare(step: StepRun, host: Host, vm: Machine) -> None:
    with beside_own(step.machine, "files.old", "files.new"):
        assert step.run().text == "9 files.new\n"  # three directories; three files, twice each
    inside = "docker exec --user 0 orders-app-1"
    path = "/srv/orders/files/prices.txt"
    # Another owner, another mode, another content.
    for wrong, right in (
        (f"chown 900 {path}", f"chown 1001 {path}"),
        (f"chmod 644 {path}", f"chmod 640 {path}"),
        (f"sh -c 'cp {path} /tmp/kept; echo x > {path}'", f"sh -c 'cat /tmp/kept > {path}'"),
    ):
        host.check_output(f"{inside} {wrong}")
        assert step.again().exit == 1
        host.check_output(f"{inside} {right}")
    assert step.again().exit == 0
    # Also files that only their owner may read.
    made = f"sh -c 'echo own > {path}.own && chown 1001:900 {path}.own && chmod 600 {path}.own'"
    seen(vm).check_output(made)
    host.check_output(f"{inside} {made}")
    assert step.again().exit == 0
    seen(vm).check_output(f"rm {path}.own")
    host.check_output(f"{inside} rm {path}.own")


def test_readable(step: StepRun) -> None:
    assert step.run().text == "for the bookkeeper only\n"


@pytest.mark.deletes_data
@pytest.mark.second_host
def test_wrong_owner(step: StepRun, host: Host) -> None:
    said = step.run(hide={"time": r"0 +\d+ (\w+ +\d+ [\d:]+)"}).text
    lines = [line.split() for line in said.splitlines() if line.startswith("-")]
    assert {(line[2], line[3]) for line in lines} == {("0", "0")}
    assert "Permission denied" in said
    assert "wrong_files" not in host.check_output("docker volume ls --quiet")
    assert host.check_output(HELPERS) == ""
