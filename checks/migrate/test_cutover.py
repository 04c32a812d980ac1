"""The switch from the VM to the containers, and the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect
from checks.folder import beside_own
from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.migrate.legacy import seen
from checks.migrate.moved import (
    HELPERS,
    LIMIT,
    PROJECT,
    ask,
    moved,
    other_number,
    refusals,
    waited_for,
)

SITE = "/etc/nginx/sites-available/orders"
DROP_IN = "/etc/systemd/system/orders.service.d/freeze.conf"
FILES = "/srv/orders/files"
WHOLE = "-- PostgreSQL database dump complete\n"
DIGEST = {"md5": r"\|([0-9a-f]{32})$"}


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    server = moved(machine)
    copied = machine.terminal.run(
        "ssh legacy.internal sudo tar --create --numeric-owner --directory=/srv/orders . | "
        "docker run --rm --interactive --volume orders_files:/srv/orders busybox "
        "tar -x -f - -C /srv/orders"
    )
    assert copied.exit == 0, copied.text
    return server


def _old(vm: Machine, question: str, database: str = "orders") -> str:
    ask = "cd / && runuser -u postgres -- psql --no-align --tuples-only --command=%s %s"
    said: str = seen(vm).check_output(ask, question, database)
    return said


def _kept(vm: Machine) -> list[str]:
    """The databases that ways back have put aside on the VM."""
    return _old(vm, "select datname from pg_database where datname ~ '^orders_before_'").split()


def test_rehearse(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines() == [
        "same      /: 200 text/html",
        "same      /orders: 200 application/json",
        "same      /orders/17: 200 application/json",
        "same      /orders/1000: 200 application/json",
        "same      /orders/5000: 404 application/json",
        "same      /files/invoice-17.txt: 200 text/plain",
        "same      /files/photo-17.jpg: 200 image/jpeg",
    ]
    # One price.
    ask(host, "update orders set price = 1 where id = 17")
    again = step.again()
    assert again.exit == 1
    assert "DIFFERENT /orders/17: 200 application/json, other content" in again.text
    ask(host, "update orders set price = 21.25 where id = 17")


def test_meanwhile(step: StepRun, vm: Machine) -> None:
    assert json.loads(step.run().text) == {"id": 1001}
    made = "select item, price from orders where id = 1001"
    assert _old(vm, made) == "during the rehearsal|3.00"
    assert refusals(step) == 1


def test_differs(step: StepRun) -> None:
    same, *others = step.run(exit=1).text.splitlines()
    assert same.startswith("same      /: 200")
    assert [line.split()[:2] for line in others] == [
        ["DIFFERENT", "/orders:"],
        ["DIFFERENT", "/orders/1001:"],
    ]


@pytest.mark.second_host
def test_freeze(step: StepRun, vm: Machine) -> None:
    assert step.run().text == ""
    assert not seen(vm).service("cron").is_running
    assert _old(vm, "show default_transaction_read_only") == "on"
    assert seen(vm).file(DROP_IN).mode == 0o644


@contextmanager
def _thawed(vm: Machine) -> Iterator[None]:
    """The old side as it was before it was frozen."""
    anew = "systemctl daemon-reload && systemctl restart orders"
    _old(vm, "alter database orders set default_transaction_read_only = off", "postgres")
    seen(vm).check_output(f"mv {DROP_IN} /root && {anew}")
    yield
    seen(vm).check_output(f"mv /root/freeze.conf {DROP_IN} && {anew}")
    _old(vm, "alter database orders set default_transaction_read_only = on", "postgres")


def test_frozen(step: StepRun, vm: Machine) -> None:
    assert step.run().text == "read 200\nwrite 500\nupload 502\n"
    assert _old(vm, "select count(*) from orders") == "1001"
    assert not seen(vm).file(f"{FILES}/late.txt").exists
    # The same requests write where nothing is frozen.
    with _thawed(vm):
        assert step.again().text == "read 200\nwrite 201\nupload 201\n"
        assert _old(vm, "select item, price from orders where id = 1002") == "late|1.00"
        assert seen(vm).file(f"{FILES}/late.txt").content_string == "late\n"
        seen(vm).check_output(f"rm {FILES}/late.txt")
        _old(vm, "delete from orders where id = 1002")
        _old(vm, "select setval('orders_id_seq', 1001)")


@pytest.mark.stops_containers
@pytest.mark.deletes_data
@pytest.mark.second_host
def test_last_copy(step: StepRun, host: Host, vm: Machine) -> None:
    vm.terminal.check(
        "echo new > /srv/orders/files/newest.txt; chown orders: /srv/orders/files/newest.txt"
    )
    before = inspect(host, "orders-app-1")["State"]["StartedAt"]
    with beside_own(step.machine, "compose.yaml", "orders.sql"), other_number(vm) as number:
        seen(vm).check_output(f"install --owner={number} /dev/null {FILES}/theirs")
        assert str(step.run(limit=LIMIT).stdout) == WHOLE
        seen(vm).check_output(f"rm {FILES}/theirs")
    assert waited_for(step)
    assert "OWNER TO" not in host.file(f"{PROJECT}/orders.sql").content_string
    inside = "docker exec --user 0 orders-app-1"
    assert host.check_output(f"{inside} stat --format=%u {FILES}/theirs") == str(number)
    host.check_output(f"{inside} rm {FILES}/theirs")
    assert host.check_output(HELPERS) == ""
    # It stood still meanwhile, and wrote nothing into a database that was about to go.
    assert inspect(host, "orders-app-1")["State"]["StartedAt"] != before
    assert ask(host, "select count(*) from orders") == "1001"
    assert ask(host, "show default_transaction_read_only") == "off"
    assert host.check_output("docker exec orders-app-1 cat /srv/orders/files/newest.txt") == "new"
    looks = "docker exec orders-app-1 stat --format='%a %u %g' /srv/orders/files/prices.txt"
    assert host.check_output(looks) == "640 1001 900"


def test_prove(step: StepRun) -> None:
    assert step.run().text.splitlines() == [
        "same      /: 200 text/html",
        "same      /orders: 200 application/json",
        "same      /orders/17: 200 application/json",
        "same      /orders/1001: 200 application/json",
        "same      /files/invoice-17.txt: 200 text/plain",
        "same      /files/photo-17.jpg: 200 image/jpeg",
    ]


@pytest.mark.second_host
def test_prove_rows(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "rows.old", "rows.new"):
        old, new = step.run(hide=DIGEST).text.splitlines()
    assert old == new
    assert old.startswith("1001|")
    # A row that the dump has lost, though no request of `prove` asks for it.
    lost = "delete from orders where id = 500 returning item, price, made"
    item, price, made = ask(host, lost).splitlines()[0].split("|")
    assert step.again().exit == 1
    ask(host, f"insert into orders values (500, '{item}', {price}, '{made}')")
    assert step.again().exit == 0


@pytest.mark.second_host
def test_switch(step: StepRun, vm: Machine) -> None:
    before = seen(vm).file(SITE).mtime
    assert str(step.run().stderr) == ""
    # A second time, the site as it was is not written over.
    assert step.again().exit == 0
    assert "127.0.0.1:8000" in seen(vm).file(f"{SITE}.before").content_string
    assert seen(vm).file(f"{SITE}.before").mtime == before
    _names_what_is_wrong(step, vm)
    vm.terminal.check("systemctl stop orders")
    assert seen(vm).check_output("curl --silent --fail localhost/orders/17")
    # With TLS too.
    tls = "--cacert /etc/ssl/orders/cert.pem --resolve legacy.internal:443:127.0.0.1"
    assert seen(vm).check_output(f"curl --silent --fail {tls} https://legacy.internal/orders/17")
    assert vm.terminal.check("systemctl start orders").exit == 0


def _names_what_is_wrong(step: StepRun, vm: Machine) -> None:
    """nginx is asked about its settings before it is to load them."""
    wrong = "/etc/nginx/conf.d/wrong.conf"
    seen(vm).check_output(f"echo wrong > {wrong}")
    again = step.again()
    seen(vm).check_output(f"rm {wrong}")
    assert again.exit == 1
    assert "[emerg]" in again.text


def test_write_new(step: StepRun, host: Host) -> None:
    made, read, uploaded = step.run().text.splitlines()
    assert json.loads(uploaded) == {"file": "after.txt"}
    assert json.loads(made) == {"id": 1002}
    assert json.loads(read) == {"id": 1002, "item": "after the switch", "price": "5.00"}
    assert ask(host, "select item from orders where id = 1002") == "after the switch"
    assert refusals(step) == 3


@pytest.mark.second_host
def test_only_there(step: StepRun) -> None:
    assert step.run().text == "1001\n"


def test_watch(step: StepRun, host: Host) -> None:
    assert step.run().text == ""
    # Requests that go wrong: the last ten lines about them.
    wrong = "for _ in $(seq 12); do curl --silent http://localhost:8080/nothing-here; done"
    step.machine.terminal.run(wrong)
    lines = step.again().text.splitlines()
    assert len(lines) == 10
    assert all("GET /nothing-here" in line for line in lines)
    # What the new side hears of a request that the VM passes on.
    heard = '"$host $http_x_forwarded_for $http_x_forwarded_proto"'
    server = f"server {{ listen 80; server_name legacy.internal; return 200 {heard}; }}"
    inside = "docker exec orders-web-1 sh -c %s"
    file = "/etc/nginx/conf.d/heard.conf"
    host.check_output(inside, f"echo '{server}' > {file} && nginx -s reload")
    told = "curl --silent http://legacy.internal/orders"
    await_true(lambda: bool(re.fullmatch(r"legacy\.internal [\d.]+ http", host.run(told).stdout)))
    host.check_output(inside, f"rm {file} && nginx -s reload")
    await_true(lambda: '"orders": ' in host.run(told).stdout)
    # It passes on files as large as the VM took.
    sent = "curl --silent --fail --upload-file - http://legacy.internal/upload/large.bin"
    said = host.check_output(f"head --bytes=3M /dev/zero | {sent}")
    assert json.loads(said) == {"file": "large.bin"}
    host.check_output("docker exec orders-app-1 rm /srv/orders/files/large.bin")


@pytest.mark.second_host
def test_carry_back(step: StepRun, vm: Machine, host: Host) -> None:
    # Rows of before the switch are changed and deleted too, and a file.
    ask(host, "update orders set item = 'changed' where id = 5")
    ask(host, "delete from orders where id = 6")
    host.check_output("docker exec orders-app-1 sh -c %s", "echo v2 > /srv/orders/files/newest.txt")
    ask(host, "create role reports")
    ask(host, "grant select on orders to reports")
    inside = "docker exec --user 0 orders-app-1 sh -c %s"
    host.check_output(inside, f"touch {FILES}/theirs && chown 33:33 {FILES}/theirs")
    with beside_own(step.machine, "compose.yaml", "back.sql"), other_number(vm):
        assert str(step.run(limit=LIMIT).stdout) == WHOLE
    assert host.check_output(HELPERS) == ""
    dump = host.file(f"{PROJECT}/back.sql").content_string
    assert "OWNER TO" not in dump
    assert "GRANT" not in dump
    ask(host, "drop owned by reports")
    ask(host, "drop role reports")
    assert seen(vm).file(f"{FILES}/theirs").uid == 33
    assert not seen(vm).service("orders").is_running
    assert _old(vm, "select id, item from orders where id in (5, 6)") == "5|changed"
    assert _old(vm, "select item from orders where id = 1002") == "after the switch"
    assert _old(vm, "select last_value from orders_id_seq") == "1002"
    assert _old(vm, "select tableowner from pg_tables where tablename = 'orders'") == "orders"
    # What was there before is kept.
    [before] = _kept(vm)
    assert re.fullmatch(r"orders_before_\d+", before)
    assert _old(vm, "select count(*) from orders", before) == "1001"
    assert seen(vm).file("/srv/orders/files/newest.txt").content_string == "v2\n"
    looks = seen(vm).file("/srv/orders/files/prices.txt")
    assert (looks.uid, looks.gid, looks.mode) == (1001, 900, 0o640)
    for one in ("web", "app"):
        assert not host.docker(f"orders-{one}-1").is_running
    # Where the dump is not whole, the VM keeps the database that it has.
    host.check_output("docker stop orders-db-1")
    assert step.again().exit == 0  # of the files, which come last
    host.check_output("docker start orders-db-1")
    assert _kept(vm) == [before]
    assert _old(vm, "select item from orders where id = 1002") == "after the switch"


@pytest.mark.second_host
def test_carried(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("unset rows")
    with beside_own(step.machine, "rows.old", "rows.new"):
        old, new = step.run(hide=DIGEST).text.splitlines()
    assert old == new
    assert old.startswith("1001|")
    # One that is written after all would be lost: it is noticed.
    late = ask(host, "insert into orders (item, price) values ('late', 1) returning id")
    assert step.again().exit == 1
    ask(host, f"delete from orders where id = {late.splitlines()[0]}")
    assert step.again().exit == 0


@pytest.mark.second_host
def test_way_back(step: StepRun, vm: Machine) -> None:
    assert step.run().text == ""
    assert not seen(vm).file(f"{SITE}.before").exists
    _names_what_is_wrong(step, vm)
    for unit in ("orders", "cron", "nginx"):
        assert seen(vm).service(unit).is_running
    # Files can be written too.
    sent = "echo on the VM | curl --silent --fail --upload-file - localhost/upload/again.txt"
    assert json.loads(seen(vm).check_output(sent)) == {"file": "again.txt"}


def test_back(step: StepRun, vm: Machine) -> None:
    read, uploaded, made = step.run().text.splitlines()
    assert json.loads(read)["item"] == "after the switch"
    assert uploaded == "written after the switch"
    assert json.loads(made) == {"id": 1003}
    assert _old(vm, "select count(*) from orders") == "1002"
    assert _old(vm, "select price from orders where id = 1003") == "7.00"
    assert refusals(step) == 3


@pytest.mark.second_host
def test_give_up(step: StepRun, machine: Machine, vm: Machine) -> None:
    lesson = load_lesson(ROOT / "docs" / "lessons" / "migrate" / "cutover.sh")
    freeze = next(one for one in lesson.steps if one.id == "freeze")
    assert machine.terminal.run(freeze.command).exit == 0
    asked = "curl --silent --output /dev/null --write-out '%{http_code} '"
    read = f"{asked} --retry 10 --retry-delay 1 localhost/orders"
    write = f"{asked} --data 'item=given up&price=1' localhost/orders"
    upload = f"echo late | {asked} --upload-file - localhost/upload/late.txt"
    both = f"{read}; {write}; {upload}"
    assert seen(vm).check_output(both) == "200 500 502 "
    step.run()
    # What of it is already done is no error.
    assert step.again().text == ""
    assert seen(vm).check_output(both) == "200 201 201 "
    assert seen(vm).service("cron").is_running
