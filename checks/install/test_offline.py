"""Docker's packages fetched on one host, and installed on another that reaches nothing else."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.install.facts import PACKAGES, assert_installed, assert_works
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

MACHINE = "fresh"
LIMIT = 300.0
"""Seconds for a step that downloads or unpacks packages."""
FOLDER = f"{HOME}/docker-offline"


@pytest.fixture(scope="module", autouse=True)
def source(machine: Machine) -> None:
    """Docker's repository, as its own page adds it."""
    page = load_lesson(ROOT / "docs" / "lessons" / "install" / "repository.sh")
    for step in page.steps:
        if step.id in ("install-prerequisites", "add-key", "add-source"):
            done = machine.terminal.run(step.command, LIMIT)
            assert done.exit == 0, done.text


def _cut_off(machine: Machine, name: str) -> Machine:
    """A host of the same kind that reaches its neighbour here, and nothing else."""
    there = machine.neighbour(name)
    server = machine.sandbox.name_server
    cut = "ip route del default; " + (f"ip route add blackhole {server}" if server else "true")
    done = there.terminal.check(f"{cut}; rm -rf /var/lib/apt/lists/*; ! getent hosts docker.com")
    assert done.exit == 0, done.text
    return there


@pytest.fixture(scope="module")
def offline(machine: Machine) -> Machine:
    return _cut_off(machine, "offline.internal")


def test_download(step: StepRun, host: Host) -> None:
    step.run(limit=LIMIT)
    there = host.check_output("ls %s", FOLDER).split()
    for package in PACKAGES:
        assert any(name.startswith(f"{package}_") for name in there), package
        assert not host.package(package).is_installed
    # A folder that is there is another's.
    assert step.again(LIMIT).exit == 1
    assert host.check_output("ls %s", FOLDER).split() == there


def test_pack(step: StepRun, host: Host) -> None:
    names = step.run().text.split()
    packed = host.check_output("tar --list --file %s.tar", FOLDER).split()
    assert {*packed} == {*names} - {"lock", "partial"}
    assert "SHA256SUMS" in packed


@pytest.mark.second_host
def test_carry(step: StepRun, host: Host, offline: Machine) -> None:
    step.run()
    there = backend.host(offline).file(f"{FOLDER}.tar").sha256sum
    assert there == host.file(f"{FOLDER}.tar").sha256sum


@pytest.mark.second_host
def test_unpack(step: StepRun, offline: Machine) -> None:
    step.machine = offline
    lines = step.run().text.splitlines()
    assert len(lines) >= len(PACKAGES)
    assert all(line.endswith(": OK") for line in lines)
    # A package that was damaged on the way.
    offline.terminal.check(
        f"cd {FOLDER} && cp -p docker-ce_*.deb /root && echo | tee -a docker-ce_*.deb"
    )
    checked = "sha256sum --check --status SHA256SUMS"
    assert offline.terminal.run(checked).exit == 1
    offline.terminal.check(f"cp -p /root/docker-ce_*.deb {FOLDER}/")
    assert offline.terminal.run(checked).exit == 0


@pytest.mark.second_host
def test_install(step: StepRun, offline: Machine) -> None:
    step.machine = offline
    step.run(limit=LIMIT)
    assert_installed(backend.host(offline))


@pytest.mark.second_host
def test_check(step: StepRun, offline: Machine) -> None:
    step.machine = offline
    active, version = step.run().text.splitlines()
    assert active == "active"
    there = backend.host(offline)
    assert_works(there)
    assert version == there.check_output("docker version --format '{{.Client.Version}}'")


@pytest.mark.second_host
def test_one_missing(step: StepRun, machine: Machine) -> None:
    bare = _cut_off(machine, "bare.internal")
    done = machine.terminal.run(
        f"scp -q {FOLDER}.tar bare.internal: && ssh bare.internal "
        "'mkdir docker-offline && tar -xf docker-offline.tar -C docker-offline'"
    )
    assert done.exit == 0, done.text
    step.machine = bare
    bare.terminal.run("cd ~/docker-offline")
    said = step.run(exit=100, limit=LIMIT).text
    assert "docker-ce : Depends: " in said
    assert not backend.host(bare).package("docker-ce").is_installed


@pytest.mark.deletes_data
def test_tidy(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file(FOLDER).exists
    assert not host.file(f"{FOLDER}.tar").exists
