"""Each service of the VM as a container of its own, with what its unit said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from testinfra.host import Host

from checks.containers.facts import names
from checks.folder import beside_own, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import running, seen
from checks.migrate.moved import LIMIT, PROJECT, ask, download, refusals, waited_for

UNIT = "/etc/systemd/system/orders-report.service"


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    download(machine)
    return running(machine)


def _facts(host: Host, service: str) -> dict[str, Any]:
    name = f"orders-{service}-1"
    [facts] = json.loads(host.check_output("docker inspect %s", name))
    found: dict[str, Any] = facts
    return found


def test_folder(step: StepRun, host: Host, machine: Machine) -> None:
    # A file that is not there is named before anything is made.
    machine.terminal.run("mv orders.conf away")
    missing = step.again()
    assert missing.exit == 2
    assert "cannot access 'orders.conf'" in missing.text
    assert not host.file(PROJECT).exists
    machine.terminal.run("mv away orders.conf")
    step.run()
    assert folder(machine) == PROJECT
    assert {*host.check_output(f"cd {PROJECT} && find . -type f").split()} == {
        "./compose.yaml",
        "./app/Dockerfile",
        "./web/orders.conf",
    }
    # A second time nothing is overwritten.
    machine.terminal.run("cd && touch compose.yaml Dockerfile orders.conf")
    assert step.again().exit == 1
    assert host.file(f"{PROJECT}/compose.yaml").size > 0
    machine.terminal.run(f"rm compose.yaml Dockerfile orders.conf; cd {PROJECT}")


@pytest.mark.second_host
def test_fetch(step: StepRun, vm: Machine, host: Host) -> None:
    assert {*str(step.run(unordered=True).stdout).split()} == {
        *("app/Dockerfile", "app/app.py", "app/report.py", "web/orders.conf"),
        *("web/html/index.html", "web/tls/cert.pem", "web/tls/key.pem"),
    }
    for here, there in {
        "app/app.py": "/opt/orders/app.py",
        "app/report.py": "/opt/orders/report.py",
        "web/html/index.html": "/var/www/orders/index.html",
        "web/tls/cert.pem": "/etc/ssl/orders/cert.pem",
    }.items():
        assert host.file(f"{PROJECT}/{here}").sha256sum == seen(vm).file(there).sha256sum
    assert host.file(f"{PROJECT}/web/tls/key.pem").mode == 0o600


@pytest.mark.second_host
def test_settings(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "app.env", "db-password.txt"):
        assert step.run().text == ""
    assert host.file(f"{PROJECT}/app.env").content_string == (
        "DATABASE_URL=postgresql://orders:kept-in-a-file@db/orders\nFILES=/srv/orders/files\n"
    )
    assert host.file(f"{PROJECT}/db-password.txt").content_string == "kept-in-a-file\n"
    for name in ("app.env", "db-password.txt"):
        assert host.file(f"{PROJECT}/{name}").mode == 0o600


def test_config(step: StepRun, host: Host) -> None:
    assert {*step.run(unordered=True).text.split()} == {"app", "db", "report", "web"}
    # Settings that are missing are noticed.
    host.check_output(f"mv {PROJECT}/app.env /root")
    missing = step.again()
    host.check_output(f"mv /root/app.env {PROJECT}")
    assert missing.exit != 0
    assert "app.env" in str(missing.stderr)
    assert str(missing.stdout) == ""


def test_build(step: StepRun, host: Host) -> None:
    step.run(limit=LIMIT)
    [facts] = json.loads(host.check_output("docker image inspect orders-app"))
    assert facts["Config"]["User"] == "900:900"


@pytest.mark.second_host
def test_database(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "compose.yaml", "orders.sql"):
        assert str(step.run(limit=LIMIT).stdout) == "-- PostgreSQL database dump complete\n"
    assert "OWNER TO" not in host.file(f"{PROJECT}/orders.sql").content_string
    # The others wait for what they need.
    assert names(host, "--all") == {"orders-db-1"}
    assert ask(host, "select count(*) from orders") == "1000"
    # One error, and nothing is left: half a database would pass for a whole one.
    ask(host, "drop table orders")
    ask(host, "create sequence orders_id_seq")
    assert step.again(LIMIT).exit != 0
    assert ask(host, "select count(*) from pg_tables where tablename = 'orders'") == "0"
    ask(host, "drop sequence orders_id_seq")
    assert step.again(LIMIT).exit == 0
    assert ask(host, "select count(*) from orders") == "1000"


def test_up(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "compose.yaml"):
        step.run(limit=LIMIT)
    assert waited_for(step)
    for service in ("app", "db"):
        assert _facts(host, service)["State"]["Health"]["Status"] == "healthy"
    for service in ("app", "db", "web"):
        assert _facts(host, service)["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"


def test_ps(step: StepRun) -> None:
    hide = {"time": r"(Up (?:Less than a|About a|\d+) \w+)(?: +\(| +)"}
    said = str(step.run(hide=hide).stdout)
    assert said.splitlines()[0].split() == ["SERVICE", "IMAGE", "STATUS", "PORTS"]
    assert "0.0.0.0:8080->80/tcp" in said
    assert "0.0.0.0:8443->443/tcp" in said
    assert "->5432" not in said
    assert "->8000" not in said


def test_answers(step: StepRun) -> None:
    here, there = step.run().text.splitlines()
    assert here == there
    assert json.loads(here)["orders"] == 1000
    assert refusals(step) == 2


def test_https(step: StepRun, vm: Machine) -> None:
    log = seen(vm).file("/var/log/nginx/access.log")
    before = log.size
    assert json.loads(step.run().text) == {"id": 1000, "item": "扳手 M8", "price": "42.00"}
    # Not the VM answered, which has the same certificate.
    assert log.size == before
    assert refusals(step) == 1


def test_unit(step: StepRun) -> None:
    account, folder, limit = step.run().text.splitlines()
    assert account == "uid=900(orders) gid=900(orders) groups=900(orders)"
    assert folder == "/opt/orders"
    assert limit == "4096"


def test_read_only(step: StepRun) -> None:
    said = "touch: cannot touch '/opt/orders/new': Read-only file system"
    assert said in step.run(exit=1).text


def test_not_published(step: StepRun) -> None:
    assert "Failed to connect to localhost port 8000" in step.run(exit=7).text


def test_logs(step: StepRun) -> None:
    hide = {
        "address": r"^(\S+) - - ",
        "time": r"\[(\d+/\w+/\d+:\d+:\d+:\d+ [+-]\d+)\]",
        "agent": r"(curl/[\d.]+)",
    }
    lines = step.run(hide=hide).text.splitlines()
    assert lines
    for line in lines:
        assert '"GET /orders HTTP/1.0" 200' in line
        assert not line.startswith("app-1")


def test_timer(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "compose.yaml"):
        step.run()
    assert host.service("orders-report.timer").is_enabled
    assert host.file("/etc/systemd/system/timers.target.wants/orders-report.timer").is_symlink
    assert host.service("orders-report.timer").is_running
    described = "systemctl show orders-report.timer --property=Description --value"
    assert host.check_output(described) == "Every night, as cron did"
    # A night in which the host is off is made up for.
    lasting = "systemctl show orders-report.timer --property=Persistent --value"
    assert host.check_output(lasting) == "yes"
    assert f"--project-directory {PROJECT} run" in host.file(UNIT).content_string
    for name in ("Requires", "After"):
        said = host.check_output("systemctl show orders-report.service --property=%s --value", name)
        assert "docker.service" in said.split()
    kind = "systemctl show orders-report.service --property=Type --value"
    assert host.check_output(kind) == "oneshot"
    # One that is there already is not written over.
    host.check_output("cp --archive %s /root/kept && echo '# mine' >> %s", UNIT, UNIT)
    assert step.again().exit == 1
    assert host.file(UNIT).content_string.endswith("# mine\n")
    host.check_output("mv /root/kept %s", UNIT)


def test_run_job(step: StepRun, host: Host) -> None:
    said = step.run(limit=LIMIT).text
    assert said.splitlines()[-1].startswith("1000 orders, ")
    looks = "docker exec orders-app-1 sh -c 'stat --format=%u:%g /srv/orders/reports/*.txt'"
    assert host.check_output(looks) == "900:900"
    # The job's container is gone.
    assert host.check_output("docker ps --all --quiet --filter name=report") == ""


def test_next(step: StepRun) -> None:
    hide = {"time": r"next_elapse=(.+?) \}"}
    said = step.run(hide=hide).text
    assert said.startswith("{ OnCalendar=*-*-* 03:10:00 ; ")
    assert len(said.splitlines()) == 1


def test_undo(step: StepRun, host: Host) -> None:
    with beside_own(step.machine, "compose.yaml"):
        assert str(step.run().stdout) == ""
    assert host.check_output("docker ps --all --quiet") == ""
    for file in ("/etc/systemd/system/orders-report.timer", UNIT):
        assert not host.file(file).exists
    assert host.run("systemctl is-active orders-report.timer").rc != 0
    known = "systemctl show orders-report.service --property=LoadState --value"
    assert host.check_output(known) == "not-found"
    # The data stays.
    assert {*host.check_output("docker volume ls --quiet").split()} == {
        "orders_data",
        "orders_files",
    }
    # A unit of this name that is not this page's stays.
    host.check_output(f"echo '[Unit]' > {UNIT}")
    step.again(LIMIT)
    assert host.file(UNIT).exists
    host.check_output("rm %s", UNIT)
