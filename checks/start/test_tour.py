"""Docker in thirty minutes: a page served, two services, an update, a backup and its restore."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, pull
from checks.folder import assert_runs_only_there, assert_writes_only_there, folder
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

PAGE = "http://127.0.0.1:8080"
OTHER = "other"
"""A container, a network and a volume that are none of the tour's."""

Owned = dict[str, set[str]]
"""Containers that are there, containers that run, volumes, networks: by name."""


def _owned(host: Host) -> Owned:
    listed = {
        "there": "docker ps --all --format '{{.Names}}'",
        "running": "docker ps --format '{{.Names}}'",
        "volumes": "docker volume ls --quiet",
        "networks": "docker network ls --format '{{.Name}}'",
    }
    return {kind: {*host.check_output(command).split()} for kind, command in listed.items()}


def _more(before: Owned, **names: str) -> Owned:
    """What was there before, and what the tour has made: names with a space between them."""
    return {kind: had | {*names.get(kind, "").split()} for kind, had in before.items()}


PROJECT = {
    "there": "tour-web-1 tour-store-1",
    "running": "tour-web-1 tour-store-1",
    "volumes": "tour_data",
    "networks": "tour_default",
}


@pytest.fixture(scope="module", autouse=True)
def before(machine: Machine) -> Iterator[Owned]:
    """The images are there, and something that the tour must leave alone."""
    pull(machine, "busybox", "nginx:1.28", "nginx:1.29", "redis:8")
    made = machine.terminal.check(
        f"docker network create {OTHER} && docker volume create {OTHER} && docker run --detach "
        f"--name {OTHER} --network {OTHER} --volume {OTHER}:/data busybox sleep 3600"
    )
    assert made.exit == 0, made.text
    yield _owned(backend.host(machine))
    machine.terminal.check(
        f"docker rm --force {OTHER}; docker network rm {OTHER}; docker volume rm {OTHER}"
    )


def _await_page(host: Host, words: str) -> None:
    """The web server answers a moment after its container has started, with these words."""
    await_true(lambda: words in host.run(f"curl -fs {PAGE}").stdout)


def _await_store(host: Host) -> None:
    """The database answers a moment after its container has started."""
    await_true(lambda: host.run("docker exec tour-store-1 redis-cli ping").stdout == "PONG\n")


def _guest(host: Host) -> str:
    return str(host.check_output("docker exec tour-store-1 redis-cli get guest"))


def _data(host: Host) -> set[str]:
    """The files in the database's volume."""
    volume = host.check_output("docker volume inspect tour_data --format '{{.Mountpoint}}'")
    return {*host.check_output(f"cd {volume} && find . -type f").split()}


def test_versions(step: StepRun, docker_version: tuple[int, ...]) -> None:
    engine, compose = step.run().text.splitlines()
    assert [int(part) for part in engine.split("+")[0].split(".")[:2]] == [*docker_version[:2]]
    assert int(compose.removeprefix("v").split(".")[0]) >= 2


def test_folder(step: StepRun, host: Host) -> None:
    said = step.run(hide={"folder": r"^/var/tmp/(tour-\w+)$"}).text.strip()
    assert said.startswith("/var/tmp/tour-")
    assert folder(step.machine) == said
    # Of the reader's alone, and nobody had it before.
    assert (host.file(said).user, host.file(said).mode) == ("reader", 0o700)
    assert host.check_output("ls --almost-all %s", said) == ""
    assert step.machine.terminal.run('echo "$tour"').text.strip() == said


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    web = inspect(host, "tour-web")
    assert web["State"]["Running"]
    assert web["Config"]["Image"] == "nginx:1.28"
    assert web["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]
    }
    _await_page(host, "Welcome to nginx!")


def test_fetch(step: StepRun, host: Host) -> None:
    (line,) = step.run().text.splitlines()
    assert line.strip() == "<title>Welcome to nginx!</title>"

    # What curl's options are for: an error is said, and no page of it is shown.
    page = "/usr/share/nginx/html/index.html"
    host.check_output(f"docker exec tour-web mv {page} {page}.away")
    refused = step.again()
    host.check_output(f"docker exec tour-web mv {page}.away {page}")
    assert str(refused.stdout) == ""
    assert str(refused.stderr).startswith("curl: (22) ")


def test_look(step: StepRun) -> None:
    head, *rows = step.run().text.splitlines()
    assert head.startswith("CONTAINER ID")
    # Only the tour's, though another one runs.
    assert [row.split()[-1] for row in rows] == ["tour-web"]
    assert "127.0.0.1:8080->80/tcp" in rows[0]


def test_logs(step: StepRun, host: Host) -> None:
    host.check_output(f"curl -fs {PAGE}/?the-last-one")
    host.run(f"curl -fs {PAGE}/")
    (line,) = step.run(
        hide={"address": r"^(\S+) - -", "time": r"\[([^]]+)\]", "curl": r"curl/([\d.]+)"}
    ).text.splitlines()
    assert '"GET / HTTP/1.1" 200' in line


def test_inside(step: StepRun, host: Host) -> None:
    files = set(step.run().text.split())
    assert "index.html" in files
    there = host.check_output("docker exec tour-web ls /usr/share/nginx/html")
    assert files == set(there.split())


def test_remove_web(step: StepRun, host: Host, before: Owned) -> None:
    assert step.run().text == "tour-web\n"
    assert _owned(host) == before


def test_write_page(step: StepRun, host: Host) -> None:
    step.run()
    page = host.file(f"{folder(step.machine)}/site/index.html")
    assert page.content_string.splitlines() == [
        "<!doctype html>",
        "<title>tour</title>",
        "<h1>Version 1 of my page</h1>",
    ]


def test_run_page(step: StepRun, host: Host) -> None:
    step.run()
    (mount,) = inspect(host, "tour-web")["Mounts"]
    assert mount["Source"] == f"{folder(step.machine)}/site"
    assert not mount["RW"]
    assert inspect(host, "tour-web")["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]
    }
    _await_page(host, "Version 1 of my page")


def test_change_page(step: StepRun, host: Host) -> None:
    started = inspect(host, "tour-web")["State"]["StartedAt"]
    assert step.run().text == "<h1>Version 2 of my page</h1>\n"
    assert inspect(host, "tour-web")["State"]["StartedAt"] == started


def test_make_room(step: StepRun, host: Host, before: Owned) -> None:
    assert step.run().text == "tour-web\n"
    assert _owned(host) == before
    assert host.file(f"{folder(step.machine)}/site/index.html").exists


def test_write_compose(step: StepRun, host: Host) -> None:
    step.run()
    services = host.check_output(f"cd {folder(step.machine)} && docker compose config --services")
    assert set(services.split()) == {"web", "store"}
    assert_writes_only_there(step, host, "tour")


def test_up(step: StepRun, host: Host, before: Owned) -> None:
    step.run(unordered=True)
    assert _owned(host) == _more(before, **PROJECT)
    web, store = (inspect(host, f"tour-{name}-1") for name in ("web", "store"))
    for one in (web, store):
        assert one["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
        assert [*one["NetworkSettings"]["Networks"]] == ["tour_default"]
    assert web["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]
    }
    assert not store["HostConfig"]["PortBindings"]
    assert [(m["Name"], m["Destination"]) for m in store["Mounts"]] == [("tour_data", "/data")]
    assert not web["Mounts"][0]["RW"]
    _await_page(host, "Version 2 of my page")
    _await_store(host)
    assert_runs_only_there(step, host, "tour")


def test_services(step: StepRun) -> None:
    head, *rows = step.run().text.splitlines()
    assert head.split() == ["SERVICE", "IMAGE", "STATE", "PORTS"]
    assert sorted(row.split()[:4] for row in rows) == [
        ["store", "redis:8", "running", "6379/tcp"],
        ["web", "nginx:1.28", "running", "127.0.0.1:8080->80/tcp"],
    ]


def test_by_name(step: StepRun) -> None:
    assert step.run().text.strip() == "+PONG"


def test_write_data(step: StepRun, host: Host) -> None:
    assert step.run().text.strip() == "OK"
    assert _guest(host) == "Ada"
    assert_runs_only_there(step, host, "tour")


def test_update(step: StepRun, host: Host) -> None:
    before = {name: inspect(host, f"tour-{name}-1")["Id"] for name in ("web", "store")}
    step.run(unordered=True)
    after = {name: inspect(host, f"tour-{name}-1") for name in ("web", "store")}
    # Only the service whose line has changed is made anew.
    assert after["web"]["Id"] != before["web"]
    assert after["web"]["Config"]["Image"] == "nginx:1.29"
    assert after["web"]["State"]["Running"]
    assert after["store"]["Id"] == before["store"]
    _await_page(host, "Version 2 of my page")


def test_after_update(step: StepRun) -> None:
    head, *rows, guest = step.run().text.splitlines()
    assert head.split() == ["SERVICE", "IMAGE", "STATE"]
    assert sorted(row.split() for row in rows) == [
        ["store", "redis:8", "running"],
        ["web", "nginx:1.29", "running"],
    ]
    assert guest.strip() == "Ada"


def test_back_up(step: StepRun, host: Host, before: Owned) -> None:
    listed = [line for line in str(step.run(unordered=True).stdout).split() if line[:2] == "./"]
    assert "./dump.rdb" in listed
    assert not inspect(host, "tour-store-1")["State"]["Running"]
    archive = f"{folder(step.machine)}/data.tar.gz"
    assert host.check_output(f"head -c 2 {archive} | od -An -tx1").strip() == "1f 8b"
    inside = host.check_output(f"tar --list --file {archive}").split()
    assert {name for name in inside if not name.endswith("/")} == _data(host)
    # The helper is gone, and could not write into the volume.
    assert _owned(host) == _more(before, **PROJECT | {"running": "tour-web-1"})
    assert_runs_only_there(step, host, "tour", "data.tar.gz")


@pytest.mark.deletes_data
def test_lose(step: StepRun, host: Host, before: Owned) -> None:
    # From wherever the reader is (step_run.py), no other project's volumes.
    step.run(unordered=True)
    assert _owned(host) == before
    assert host.file(f"{folder(step.machine)}/data.tar.gz").exists


def test_restore(step: StepRun, host: Host, before: Owned) -> None:
    step.run(unordered=True)
    assert _owned(host) == _more(before, **PROJECT)
    assert "./dump.rdb" in _data(host)
    _await_store(host)
    _await_page(host, "Version 2 of my page")
    assert_runs_only_there(step, host, "tour")


def test_read_again(step: StepRun) -> None:
    assert step.run().text.strip() == "Ada"


def test_clean_up(step: StepRun, host: Host, before: Owned) -> None:
    here = folder(step.machine)
    step.run(unordered=True)
    assert not host.file(here).exists
    assert folder(step.machine) == "/home/reader"
    # What the reader had is there, and runs.
    assert _owned(host) == before
