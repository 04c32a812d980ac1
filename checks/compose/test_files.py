"""Services that start only when asked for, and files laid over `compose.yaml`."""

from __future__ import annotations

from testinfra.host import Host

from checks.compose.facts import containers, made, published
from checks.folder import assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

PROJECT = "files-demo"


def test_prepare(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host, set())


def test_profile(step: StepRun, host: Host) -> None:
    assert step.run().text == "web\n"
    assert_writes_only_there(step, host)


def test_with_profile(step: StepRun) -> None:
    assert sorted(str(step.run(unordered=True).stdout).split()) == ["look", "web"]


def test_up(step: StepRun, host: Host) -> None:
    assert str(step.run(limit=120).stdout) == "web\n"
    assert set(containers(host, PROJECT)) == {"web-1"}
    assert_writes_only_there(step, host)


def test_run(step: StepRun, host: Host) -> None:
    said = str(step.run(limit=120).stdout)
    assert said.splitlines() == ["<title>Welcome to nginx!</title>"]
    assert set(containers(host, PROJECT)) == {"web-1"}  # --rm


def _ports(said: object) -> list[str]:
    lines = str(said).splitlines()
    return [line.split()[-1].strip('"') for line in lines if "published:" in line]


def test_override(step: StepRun, host: Host) -> None:
    said = step.run().stdout
    assert _ports(said) == ["8090", "8091"]
    lines = [line.strip() for line in str(said).splitlines()]
    assert lines.count("target: 80") == 2
    assert "TZ: UTC" in lines
    assert_writes_only_there(step, host, file="compose.override.yaml")


def test_without_override(step: StepRun) -> None:
    assert step.run().text.split() == ["published:", '"8090"']


def test_production(step: StepRun, host: Host) -> None:
    said = step.run().stdout
    assert _ports(said) == ["8092"]
    assert "restart: unless-stopped" in str(said)
    assert "TZ" not in str(said)
    assert_writes_only_there(step, host, file="production.yaml")


def test_in_env(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "web 127.0.0.1:8092->80/tcp\n"
    web = containers(host, PROJECT)["web-1"]
    assert published(web) == {"80/tcp": ["8092"]}
    assert web["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    assert_writes_only_there(step, host, file=".env")


def test_clean_up(step: StepRun, host: Host, machine: Machine) -> None:
    project = folder(machine)
    step.run()
    assert not host.file(project).exists
    # The reader is not left in a directory that is gone.
    assert str(machine.terminal.run("pwd -P").stdout).strip() == HOME
    assert containers(host, PROJECT) == {}
    assert made(host, "network", PROJECT) == set()
