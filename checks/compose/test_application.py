"""The application of three services that the chapter hands out, from its files to `down`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from testinfra.host import Host

from checks.compose.facts import (
    BUILD_LIMIT,
    FILES,
    PROJECT,
    RUNNING,
    assert_waited,
    containers,
    downloaded,
    ids,
    made,
    orders,
    published,
    states,
)
from checks.containers.facts import pull
from checks.folder import elsewhere, folder
from checks.images.facts import has_image
from checks.install.facts import strict_umask
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME
from checks.lab.waiting import await_true


@contextmanager
def _password(host: Host, spoil: str) -> Iterator[None]:
    """The password file is spoiled by this command, and whole again afterwards."""
    file = f"{HOME}/shop/secrets/db_password"
    host.check_output(f"cp --archive {file} /root/password && {spoil} {file}")
    yield
    host.check_output(f"cp --archive /root/password {file}")


@pytest.fixture(scope="module", autouse=True)
def files(machine: Machine) -> Iterator[None]:
    """The reader has the files; and what is another's, which no command may take for the shop's."""
    downloaded(machine)
    pull(machine, "busybox:1.37")
    others = "docker create --name others busybox:1.37 && docker volume create others"
    assert machine.terminal.check(others).exit == 0
    yield
    machine.terminal.check("docker rm others; docker volume rm others")


def test_prepare(step: StepRun, host: Host, machine: Machine) -> None:
    # A file that is not there is named before anything is made.
    host.check_output("mv %s/app.py /root", HOME)
    missing = step.again()
    assert missing.exit == 2
    assert "cannot access 'app.py'" in missing.text
    assert not host.file(f"{HOME}/shop").exists
    host.check_output("mv /root/app.py %s", HOME)
    step.run()
    assert folder(machine) == f"{HOME}/shop"
    for name, place in {
        "compose.yaml": "",
        "web.conf": "",
        "Dockerfile": "app/",
        "app.py": "app/",
    }.items():
        moved = host.file(f"{HOME}/shop/{place}{name}")
        assert moved.content_string == (FILES / name).read_text(encoding="utf-8")
        assert not host.file(f"{HOME}/{name}").exists
    # Nothing of a project that is there is written over, nor one of this name used.
    downloaded(machine)
    machine.terminal.run("cd")
    assert step.again().exit == 1
    host.check_output("mv %s/shop %s/ours", HOME, HOME)
    host.check_output("docker volume create --label %s=shop shop_theirs", PROJECT)
    stopped = "docker create --label %s=shop --name shop-theirs busybox:1.37"
    host.check_output(stopped, PROJECT)
    theirs = step.again()
    assert theirs.text == "shop-theirs\nshop_theirs\n"
    assert not host.file(f"{HOME}/shop").exists
    host.check_output("docker rm shop-theirs")
    host.check_output("docker volume rm shop_theirs && mv %s/ours %s/shop", HOME, HOME)
    machine.terminal.run("rm compose.yaml web.conf Dockerfile app.py; cd ~/shop")


def test_password(step: StepRun, host: Host, machine: Machine) -> None:
    with strict_umask(machine), elsewhere(step, "secrets/db_password"):
        step.run()
    assert host.file(f"{HOME}/shop/secrets").mode == 0o700
    password = host.file(f"{HOME}/shop/secrets/db_password")
    assert (password.mode, password.size) == (0o644, 25)
    # A second time it stays the one that the database was set up with.
    before = password.content_string
    assert step.again().exit == 0
    assert host.file(password.path).content_string == before


def test_config(step: StepRun, host: Host) -> None:
    assert sorted(str(step.run(unordered=True).stdout).split()) == ["app", "db", "web"]
    host.run("mv %s/shop/app %s/shop/other", HOME, HOME)
    assert step.again().exit == 0
    host.run("mv %s/shop/other %s/shop/app", HOME, HOME)


def test_build(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        step.run(limit=BUILD_LIMIT)
    assert has_image(host, "shop-app:1.0")
    assert containers(host) == {}


def test_up(step: StepRun, host: Host) -> None:
    # What the page says of a password that is missing, and of an empty one.
    alone = f"cd {HOME}/shop && docker compose run --rm -T db 2>&1; docker compose down --volumes"
    with _password(host, "rm"):
        assert "bind source path does not exist" in host.run(alone).stdout
    with _password(host, "truncate --size=0"):
        said = host.run(alone).stdout
        assert "Error: Database is uninitialized and superuser password is not specified." in said
    with elsewhere(step):
        assert_waited(step.run(limit=120))
    assert states(host) == RUNNING


def test_ps(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    assert len(lines) == 4
    assert lines[0].split() == ["SERVICE", "IMAGE", "STATUS", "PORTS"]
    assert {line.split()[0]: "(healthy)" in line for line in lines[1:]} == {
        "app": True,
        "db": True,
        "web": False,
    }
    assert {name: published(facts) for name, facts in containers(host).items()} == {
        "web-1": {"80/tcp": ["8080"]},
        "app-1": {},
        "db-1": {},
    }


def test_order(step: StepRun, host: Host) -> None:
    result = step.run(hide={"container": r"shop 1.0 on ([0-9a-f]{12})"})
    assert result.text.splitlines()[1:] == ["1 3 apples"]
    assert containers(host)["app-1"]["Id"].startswith(str(result.stdout).split()[3])
    assert orders(host) == ["3 apples"]


def test_see_row(step: StepRun) -> None:
    assert "1 | 3 apples" in str(step.run().stdout)


def test_what_was_made(step: StepRun, host: Host) -> None:
    said = set(str(step.run().stdout).split())
    assert said == {
        *("shop-web-1", "shop-app-1", "shop-db-1"),
        *("shop_front", "shop_back", "shop_data"),
    }
    assert made(host, "network") == {"shop_front", "shop_back"}


def test_stop(step: StepRun, host: Host) -> None:
    before = ids(host)
    with elsewhere(step):
        step.run()
    assert set(states(host).values()) <= {"exited", "unhealthy", "healthy"}
    assert not any(facts["State"]["Running"] for facts in containers(host).values())
    # Each ended by itself, PostgreSQL cleanly: nobody was killed (137).
    assert [facts["State"]["ExitCode"] for facts in containers(host).values()] == [0, 0, 0]
    assert ids(host) == before


def test_start(step: StepRun, host: Host) -> None:
    before = ids(host)
    with elsewhere(step):
        step.run()
    await_true(lambda: states(host) == RUNNING)
    assert ids(host) == before


def test_still_there(step: StepRun, host: Host) -> None:
    result = step.run(hide={"container": r"shop 1.0 on ([0-9a-f]{12})"})
    assert result.text.splitlines()[1:] == ["1 3 apples"]
    # It waits for an application that has only just been started.
    host.check_output("docker restart shop-app-1")
    assert str(step.again().stdout).splitlines()[1:] == ["1 3 apples"]


def test_down(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        step.run()
    assert containers(host) == {}
    assert made(host, "network") == set()
    assert made(host, "volume") == {"shop_data"}
