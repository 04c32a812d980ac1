"""Questions to a VM before anything is decided about it."""

from __future__ import annotations

import pytest

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import running


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    return running(machine)


@pytest.mark.second_host
def test_own_kernel(step: StepRun, vm: Machine) -> None:
    assert step.run().text == ""
    # A VM that has some says so.
    told = "mkdir -p /var/lib/dkms/wireguard && echo nfsd > /etc/modules-load.d/nfs.conf"
    vm.terminal.check(f"{told} && printf '# none\\nnbd\\n' > /etc/modules")
    assert {*step.again().text.splitlines()} == {"wireguard", "nbd", "nfsd"}


@pytest.mark.second_host
def test_desktop(step: StepRun) -> None:
    assert step.run().text == "multi-user.target\n"


@pytest.mark.second_host
def test_how_many(step: StepRun) -> None:
    lines = str(step.run(hide={"n": r"^ *(\d+) "}).stdout).splitlines()
    # Each once, with all of its sockets.
    assert [line.split()[1] for line in lines] == ['"gunicorn"', '"nginx"', '"postgres"', '"sshd"']


@pytest.mark.second_host
def test_memory(step: StepRun) -> None:
    said = str(step.run(hide={"mb": r"^ *(\d+) MB", "name": r"MB (\S+)$"}).stdout)
    lines = [line.split() for line in said.splitlines()]
    assert len(lines) == 4
    sizes = [int(line[0]) for line in lines]
    assert sizes == sorted(sizes, reverse=True)
    names = [line[2] for line in lines]
    assert "postgres" in names
    assert 20 < sizes[names.index("postgres")] < 2000
