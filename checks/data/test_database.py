"""A database in a container: its volume, its end, its dump, and another version."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, names, pull
from checks.data.facts import Volumes, assert_only_read
from checks.folder import (
    assert_folder_goes,
    assert_new_folder,
    assert_writes_only_there,
    folder,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

ALL = "1000|500500"
"""The number of rows and their sum."""


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The images are there, and two volumes of somebody else's."""
    pull(machine, "busybox", "postgres:17")
    return Volumes(machine)


def _mounts(host: Host, name: str) -> dict[str, str]:
    """The volumes of a container, by the place where it has them."""
    found = inspect(host, name)["Mounts"]
    return {one["Destination"]: one["Name"] for one in found if one["Type"] == "volume"}


def _assert_documented(host: Host, name: str, volume: str) -> None:
    """The container has everything that the page says a database needs."""
    assert _mounts(host, name) == {"/var/lib/postgresql/data": volume}
    facts = inspect(host, name)
    assert facts["Config"]["Image"] == "postgres:17"
    assert facts["Config"]["StopTimeout"] == 120
    assert facts["HostConfig"]["ShmSize"] == 256 * 1024**2
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    # The password file cannot be written to from inside.
    assert not any(mount["RW"] for mount in facts["Mounts"] if mount["Type"] == "bind")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host, {"password"})


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    _assert_documented(host, "trial-db", "trial-pgdata")
    # The password is in a file, not where everybody with docker inspect sees it.
    password = host.file(f"{folder(step.machine)}/password").content_string.strip()
    assert len(password) == 24
    assert password not in host.check_output("docker inspect trial-db")


def test_ready(step: StepRun) -> None:
    assert step.run(limit=120).text == "SELECT 1000\n"


def test_check(step: StepRun) -> None:
    assert step.run().text == f"{ALL}\n"


def test_stop(step: StepRun, host: Host) -> None:
    signal, name, said = step.run().text.splitlines()
    assert (signal, name) == ("SIGINT", "trial-db")
    assert said == "LOG:  database system is shut down"
    assert inspect(host, "trial-db")["State"]["ExitCode"] == 0


def test_recreate(step: StepRun, host: Host) -> None:
    name, _, said = step.run(limit=120).text.splitlines()
    assert (name, said) == ("trial-db", ALL)
    _assert_documented(host, "trial-db", "trial-pgdata")
    # It is there, and has no say any more.
    assert "POSTGRES_PASSWORD=not-this-one" in inspect(host, "trial-db")["Config"]["Env"]


def test_dump(step: StepRun, host: Host) -> None:
    said = step.run().text
    assert "PostgreSQL database cluster dump complete" in said
    assert len(said.splitlines()) == 3
    dump = host.file(f"{folder(step.machine)}/all.sql").content_string
    assert "500\n" in dump
    # A dump that fails leaves the good one.
    host.check_output("docker stop trial-db")
    assert step.again().exit == 1
    assert host.file(f"{folder(step.machine)}/all.sql").content_string == dump
    host.check_output("docker start trial-db")
    ready = "docker exec trial-db pg_isready --quiet --host=127.0.0.1"
    await_true(lambda: host.run(ready).rc == 0)
    assert_writes_only_there(step, host, "folder", "all.sql")


def test_upgrade(step: StepRun, host: Host) -> None:
    assert len(step.run(limit=120).text.splitlines()) == 1
    _assert_documented(host, "trial-new", "trial-pgnew")


def test_load(step: StepRun) -> None:
    assert step.run().text == ""
    # A second time the tables are there: it ends at the first error, before rows come twice.
    assert step.again().exit != 0


def test_same(step: StepRun) -> None:
    assert step.run().text.split() == [ALL, ALL]


def test_no_password(step: StepRun) -> None:
    said = str(step.run(exit=1).stderr)
    assert said.startswith(
        "Error: Database is uninitialized and superuser password is not specified"
    )


def test_wrong_password(step: StepRun) -> None:
    said = str(step.run(exit=2, hide={"address": r"(\d+\.\d+\.\d+\.\d+)"}).stderr)
    assert 'password authentication failed for user "postgres"' in said


def test_new_password(step: StepRun) -> None:
    words = ["ALTER", "ROLE", "?column?", "----------", "1", "(1", "row)"]
    assert step.run().text.split() == words


def test_killed(step: StepRun) -> None:
    (said,) = step.run(limit=120).text.splitlines()[2:]
    assert "database system was not properly shut down; automatic recovery in progress" in said


def test_other_version(step: StepRun, host: Host) -> None:
    result = step.run(exit=1, hide={"time": r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \w+ \[\d+\])"})
    said = result.text
    assert "database files are incompatible with server" in said
    assert "initialized by PostgreSQL version 16, which is not compatible" in said
    assert "with this version 17." in said
    assert is_running(host, "trial-db")
    assert not is_running(host, "trial-new")


def test_which_version(step: StepRun) -> None:
    assert step.run().text == "16\n"
    assert_only_read(step, "/data")


def test_remove(step: StepRun, host: Host, volumes: Volumes) -> None:
    assert_folder_goes(step, host)
    assert names(host, "--all") == set()
    assert volumes.own(host) == set()
