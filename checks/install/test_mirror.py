"""Route 1 through a mirror in China."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.guide.record import Supply
from checks.install.facts import (
    HIDE_KEY,
    SOURCE,
    assert_fingerprint,
    assert_installed,
    assert_keeps_source,
    assert_key,
    assert_no_source_without_key,
    assert_refusal_is_told,
    assert_source,
    assert_works,
    make_bare,
    strict_umask,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

MACHINE = "fresh"
MIRROR = "mirrors.tuna.tsinghua.edu.cn"


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    make_bare(machine)


def test_choose_mirror(step: StepRun, machine: Machine) -> None:
    step.run()
    assert str(machine.terminal.run('echo "$mirror"').stdout) == f"https://{MIRROR}/docker-ce\n"


def test_add_key(step: StepRun, machine: Machine, host: Host) -> None:
    with strict_umask(machine):
        step.run(limit=300)
    for name in ("ca-certificates", "curl", "gnupg"):
        assert host.package(name).is_installed, name
    assert_key(host)
    assert_refusal_is_told(step, machine)


@pytest.mark.differs(
    zh="这是实验室的公钥，指纹与页面上写的 Docker 的指纹不同。",
    en="This is the key of the lab; its fingerprint is not the one of Docker that the page names.",
)
def test_check_key(step: StepRun, supply: Supply) -> None:
    step.run(hide={} if MIRROR in supply.live else HIDE_KEY)
    assert_fingerprint(step, supply, MIRROR)


def test_add_source(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    assert_source(host, f"https://{MIRROR}/docker-ce")
    assert_no_source_without_key(step, machine)
    assert_keeps_source(step, machine)
    # A new terminal, in which nothing says which mirror.
    before = host.file(SOURCE).content_string
    machine.terminal.run("chosen=$mirror; unset mirror")
    assert "mirror: parameter null or not set" in step.again().text
    assert host.file(SOURCE).content_string == before
    machine.terminal.run("mirror=$chosen")


def test_install_engine(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert_installed(host)
    assert f"https://{MIRROR}/docker-ce/linux/" in host.check_output("apt-cache policy docker-ce")
    assert_works(host)


def test_check_engine(step: StepRun, host: Host) -> None:
    result = step.run()
    version = host.check_output("docker version --format '{{.Server.Version}}'")
    assert str(result.stdout) == f"{version}\n"
