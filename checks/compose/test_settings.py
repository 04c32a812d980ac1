"""Where Compose takes a variable from, which one wins, and what gets into the container."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import assert_waited, containers, made, page, published, set_up
from checks.folder import elsewhere
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

HIDE = {"container": r"shop 1.0 on ([0-9a-f]{12})"}


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    set_up(machine)
    # A setting of the reader's own, to be kept.
    machine.terminal.check(f"echo OWN=1 > {HOME}/shop/.env; chown reader: {HOME}/shop/.env")


def _port(said: object) -> list[str]:
    return [line.split()[-1].strip('"') for line in str(said).splitlines()]


def test_env_file(step: StepRun, host: Host) -> None:
    assert _port(step.run().stdout) == ["8081"]
    assert host.file(f"{HOME}/shop/.env").content_string == "OWN=1\nSHOP_PORT=8081\n"


def test_shell_wins(step: StepRun) -> None:
    assert _port(step.run().stdout) == ["8082"]


def test_other_file(step: StepRun, host: Host) -> None:
    with elsewhere(step, "test.env"):
        assert _port(step.run().stdout) == ["8083"]
    # What .env alone says, 8081, is not read beside it.
    told = f"cd {HOME}/shop && docker compose --env-file /dev/null config | grep published"
    assert _port(host.check_output(told)) == ["8080"]


def test_up(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        result = step.run(limit=120, hide=HIDE)
    assert_waited(result)
    assert str(result.stdout).startswith("shop 1.0 on ")
    assert published(containers(host)["web-1"]) == {"80/tcp": ["8081"]}
    assert page(host, "http://localhost:8081/")


def test_inside(step: StepRun) -> None:
    assert sorted(str(step.run(unordered=True).stdout).splitlines()) == [
        "DB_HOST=db",
        "DB_PASSWORD_FILE=/run/secrets/db_password",
        "SHOP_VERSION=1.0",
    ]


def test_secret(step: StepRun, host: Host) -> None:
    result = step.run(exit=1, hide={"date": r"25 (\w+ +\d+ [\d:]+) db_password"})
    assert " 25 " in str(result.stdout)
    assert str(result.stdout).splitlines()[-1] == "0"
    assert str(result.stderr) == ""
    # Something that does stand in the environment would be found there.
    file = f"{HOME}/shop/secrets/db_password"
    host.check_output(f"cp --archive {file} /root/password && echo POSTGRES_USER=shop > {file}")
    assert str(step.again().stdout).splitlines()[-1] == "1"
    # What Docker knows of the container besides is not asked.
    host.check_output("echo shop-db-1 > %s", file)
    assert str(step.again().stdout).splitlines()[-1] == "0"
    host.check_output(f"cp --archive /root/password {file}")
    assert host.check_output("docker exec shop-app-1 cat /run/secrets/db_password") == (
        host.file(f"{HOME}/shop/secrets/db_password").content_string.strip()
    )


def test_required(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = step.run(exit=15 if docker_version < (28,) else 1)
    where = "error while interpolating services.web.image"
    assert result.text == f"{where}: required variable TAG is missing a value: say which nginx\n"


def test_not_set(step: StepRun) -> None:
    result = step.run(hide={"time": r'time="([^"]*)"'})
    assert "HOME_PAGE" in str(result.stderr)
    assert "is not set. Defaulting to a blank string." in str(result.stderr)
    assert "HOSTNAME" not in str(result.stderr)
    assert [line.strip() for line in str(result.stdout).splitlines()] == [
        *("name: shop-try", "services:", "web:", "command:", "- echo", "- $$HOSTNAME"),
        *("image: nginx:1.29", "networks:", "default: null"),
        *("networks:", "default:", "name: shop-try_default"),
    ]


def test_env_file_inside(step: StepRun, host: Host, machine: Machine) -> None:
    with elsewhere(step, "greeting.env"):
        result = step.run(unordered=True, hide={"host": r"HOSTNAME=(\S+)"})
    assert {"GREETING=hello", "NAME=8081"} <= set(str(result.stdout).splitlines())
    assert containers(host, "shop-try") == {}  # --rm
    assert made(host, "network", "shop-try") == {"shop-try_default"}
    # Where the output is a terminal, as the reader's, Compose would want one for the input too.
    machine.terminal.run(f"cat > /tmp/pasted << 'PASTED'\n{step.step.command}\nPASTED")
    seen = machine.terminal.run("script --quiet --return --command 'bash /tmp/pasted' /dev/null")
    assert "GREETING=hello" in seen.text


def test_clean_up(step: StepRun, host: Host) -> None:
    with elsewhere(step, ".env"):
        step.run()
    assert host.file(f"{HOME}/shop/.env").content_string == "OWN=1\n"
    assert not host.file(f"{HOME}/shop/test.env").exists
    assert not host.file(f"{HOME}/shop/greeting.env").exists
    assert containers(host) == {}
    assert "shop-try" not in host.check_output("docker network ls")
