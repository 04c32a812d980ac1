"""Compose's error messages: made, read, and mended."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

from checks.compose.facts import containers, ids, made, published, states
from checks.containers.facts import inspect
from checks.folder import (
    assert_new_folder,
    assert_runs_only_there,
    assert_writes_only_there,
    folder,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME
from checks.lab.waiting import await_true


def test_prepare(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host, set())


def _refused(step: StepRun, docker_version: tuple[int, ...], code: int) -> str:
    """What the step says, with the exit code of Compose 2.26 or of the later ones."""
    return step.run(exit=code if docker_version < (28,) else 1).text


GOOD = "errors-demo", ["web"], "nginx:1.29", [("8090", 80)]


def _mended(machine: Machine, change: str) -> tuple[Any, ...]:
    """What Compose reads in the file once `change` (for sed) has mended its one mistake: the name,
    the services, the image and the ports."""
    config = "docker compose --file - config --format json"
    said = machine.terminal.run(f"sed '{change}' compose.yaml | {config}").stdout
    read = json.loads(str(said))
    web = read["services"]["web"]
    ports = [(port["published"], port["target"]) for port in web.get("ports", [])]
    return read["name"], [*read["services"]], web["image"], ports


def test_no_file(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    assert "no configuration file provided: not found" in _refused(step, docker_version, 14)
    assert_runs_only_there(step, host)


def test_unknown_key(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    said = _refused(step, docker_version, 15)
    assert "not allowed" in said
    assert "property port " in said or "'port'" in said
    assert _mended(step.machine, "s/port:/ports:/") == GOOD
    assert_writes_only_there(step, host)


def test_mapping(step: StepRun, docker_version: tuple[int, ...]) -> None:
    assert "mapping values are not allowed in this context" in _refused(step, docker_version, 15)
    assert _mended(step.machine, "s/^     ports/    ports/") == GOOD


def test_tab(step: StepRun, docker_version: tuple[int, ...]) -> None:
    assert "found character that cannot start any token" in _refused(step, docker_version, 15)
    assert _mended(step.machine, r"s/\t/  /g") == (*GOOD[:3], [])


def test_undefined(step: StepRun, docker_version: tuple[int, ...]) -> None:
    said = _refused(step, docker_version, 15)
    assert 'service "web" depends on undefined service "db"' in said
    assert _mended(step.machine, "/depends_on/,$d") == (*GOOD[:3], [])


def test_version(step: StepRun, machine: Machine) -> None:
    result = step.run(hide={"time": r'time="([^"]*)"'})
    assert "the attribute `version` is obsolete" in str(result.stderr)
    assert str(result.stdout) == ""  # --quiet
    # It does not come back on the rest of the page.
    assert machine.terminal.run("docker compose config --quiet").text == ""


def test_in_use(step: StepRun, host: Host) -> None:
    said = step.run(exit=1, limit=120).text
    assert "port is already allocated" in said
    assert "Attaching to" not in said  # --detach
    other = inspect(host, "in-the-way")
    assert (other["Config"]["Image"], published(other)) == ("nginx:1.29", {"80/tcp": ["8090"]})
    assert states(host, "errors-demo") == {"web-1": "created"}
    assert_runs_only_there(step, host)


def test_who_has_it(step: StepRun, host: Host) -> None:
    # One that is not in the way.
    host.check_output("docker run --detach --name beside --publish 8091:80 nginx:1.29")
    assert step.run().text == "in-the-way\n"
    host.check_output("docker rm --force beside")


def test_free(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    # What the page says of a container that is only started again (moby#51758).
    host.check_output("docker stop in-the-way && docker start errors-demo-web-1")
    again = containers(host, "errors-demo")["web-1"]
    assert published(again) == ({} if docker_version >= (29,) else {"80/tcp": ["8090"]})
    host.check_output("docker stop errors-demo-web-1 && docker start in-the-way")
    step.run()
    assert states(host, "errors-demo") == {"web-1": "running"}
    web = containers(host, "errors-demo")["web-1"]
    assert web["Id"] != again["Id"]
    assert published(web) == {"80/tcp": ["8090"]}
    [mount] = web["Mounts"]
    assert (mount["Name"], mount["Destination"]) == ("errors-demo_data", "/data")
    assert_writes_only_there(step, host)


def test_network_in_use(step: StepRun, host: Host, machine: Machine) -> None:
    machine.terminal.run("cd /")  # from here on the reader may be anywhere
    said = step.run().text
    assert "Resource is still in use" in said
    assert inspect(host, "trial-guest")["Config"]["Image"] == "nginx:1.29"
    assert made(host, "network", "errors-demo") == {"errors-demo_default"}


def test_who_is_there(step: StepRun) -> None:
    assert step.run().text == "trial-guest \n"


def test_leave(step: StepRun, host: Host) -> None:
    step.run()
    assert made(host, "network", "errors-demo") == set()


def test_renamed(step: StepRun, host: Host) -> None:
    said = step.run().stdout
    assert str(said).split() == ["errors-demo_data", "renamed-demo_data"]
    assert states(host, "renamed-demo") == {"web-1": "running"}
    assert containers(host, "errors-demo") == {}
    assert_runs_only_there(step, host)


def test_orphan(step: StepRun, host: Host) -> None:
    said = step.run(exit=1, hide={"time": r'time="([^"]*)"'}).text
    assert "Found orphan containers" in said
    assert "Attaching to" not in said  # --detach
    assert states(host, "renamed-demo") == {"web-1": "running", "page-1": "created"}
    assert_runs_only_there(step, host)


def test_remove_orphan(step: StepRun, host: Host) -> None:
    before = ids(host, "renamed-demo")["page-1"]
    step.run()
    await_true(lambda: states(host, "renamed-demo") == {"page-1": "running"})
    page = containers(host, "renamed-demo")["page-1"]
    assert published(page) == {"80/tcp": ["8090"]}
    assert page["Id"] != before
    assert_runs_only_there(step, host)


def test_clean_up(step: StepRun, host: Host, machine: Machine) -> None:
    project = folder(machine)
    machine.terminal.run("cd /")
    step.run()
    assert not host.file(project).exists
    # The reader is not left in a directory that is gone.
    assert str(machine.terminal.run("pwd -P").stdout).strip() == HOME
    assert containers(host, "renamed-demo") == {}
    assert {*made(host, "volume", "errors-demo"), *made(host, "volume", "renamed-demo")} == set()
