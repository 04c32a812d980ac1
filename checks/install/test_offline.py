"""Docker's packages fetched on one host, and installed on a server that reaches nothing else."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.folder import beside_own
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
def online(machine: Machine) -> Machine:
    """A host with Docker's repository, as its own page adds it. The server reaches this one still,
    and nothing else."""
    there = machine.neighbour("online.internal")
    page = load_lesson(ROOT / "docs" / "lessons" / "install" / "repository.sh")
    for step in page.steps:
        if step.id in ("install-prerequisites", "add-key", "add-source"):
            done = there.terminal.run(step.command, LIMIT)
            assert done.exit == 0, done.text
    _cut_off(machine)
    return there


def _cut_off(machine: Machine) -> None:
    """Leave the machine its neighbours, and their names."""
    server = machine.sandbox.name_server
    done = machine.terminal.check(
        "getent hosts online.internal >> /etc/hosts; ip route del default; "
        f"{f'ip route add blackhole {server};' if server else ''} "
        "rm -rf /var/lib/apt/lists/*; ! getent hosts docker.com"
    )
    assert done.exit == 0, done.text


@pytest.mark.second_host
def test_download(step: StepRun, online: Machine) -> None:
    step.machine = online
    step.run(limit=LIMIT)
    host = backend.host(online)
    there = host.check_output("ls %s", FOLDER).split()
    for package in PACKAGES:
        assert any(name.startswith(f"{package}_") for name in there), package
        assert not host.package(package).is_installed
    # A folder that is there is another's.
    assert step.again(LIMIT).exit == 1
    assert host.check_output("ls %s", FOLDER).split() == there


@pytest.mark.second_host
def test_pack(step: StepRun, online: Machine) -> None:
    step.machine = online
    names = step.run().text.split()
    packed = backend.host(online).check_output("tar --list --file %s.tar", FOLDER).split()
    assert {*packed} == {*names} - {"lock", "partial"}
    assert "SHA256SUMS" in packed


def test_carry(step: StepRun, host: Host, online: Machine) -> None:
    step.run()
    there = backend.host(online).file(f"{FOLDER}.tar").sha256sum
    assert there == host.file(f"{FOLDER}.tar").sha256sum


def test_unpack(step: StepRun, machine: Machine) -> None:
    lines = step.run().text.splitlines()
    assert len(lines) >= len(PACKAGES)
    assert all(line.endswith(": OK") for line in lines)
    # A package that was damaged on the way.
    machine.terminal.check(
        f"cd {FOLDER} && cp -p docker-ce_*.deb /root && echo | tee -a docker-ce_*"
    )
    checked = "sha256sum --check --status SHA256SUMS"
    assert machine.terminal.run(checked).exit == 1
    machine.terminal.check(f"cp -p /root/docker-ce_*.deb {FOLDER}/")
    assert machine.terminal.run(checked).exit == 0


def test_install(step: StepRun, host: Host) -> None:
    # Not what lies where the reader is, such as his downloads.
    with beside_own(step.machine, "own.deb"):
        assert "SHA256SUMS: No such file" in step.again().text
    step.run(limit=LIMIT)
    assert_installed(host)


def test_check(step: StepRun, host: Host) -> None:
    active, version = step.run().text.splitlines()
    assert active == "active"
    assert_works(host)
    assert version == host.check_output("docker version --format '{{.Client.Version}}'")


def test_one_missing(step: StepRun, machine: Machine, online: Machine) -> None:
    # Another server, to which the file came, too.
    bare = machine.neighbour("bare.internal")
    host = backend.host(bare)
    address = host.check_output("hostname -I").split()[0]
    machine.terminal.check(f"echo {address} bare.internal >> /etc/hosts")
    done = machine.terminal.run(
        "scp -q ../docker-offline.tar bare.internal: && ssh bare.internal "
        "'mkdir docker-offline && tar -xf docker-offline.tar -C docker-offline'"
    )
    assert done.exit == 0, done.text
    _cut_off(bare)
    bare.terminal.run("cd ~/docker-offline")
    step.machine = bare
    said = step.run(exit=100, limit=LIMIT).text
    assert "docker-ce : Depends: " in said
    assert not host.package("docker-ce").is_installed


@pytest.mark.deletes_data
def test_tidy(step: StepRun, host: Host) -> None:
    step.run()
    assert not host.file(FOLDER).exists
    assert not host.file(f"{FOLDER}.tar").exists
