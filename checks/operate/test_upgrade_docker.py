"""Docker's packages held, upgraded and rolled back, while a container runs on.

The lab has one version of them. apt is made to see another by what dpkg has noted as installed:
the packages that it then unpacks, and the restart that they do, are real.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.daemon.facts import info, process, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

LIMIT = 300.0
"""Seconds for a step that asks apt for lists or packages."""
OLDER, NEWER = "~", "+lab"
"""Added to a version, they make one just older and one just newer."""


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> Iterator[None]:
    """An image, and live-restore beside what the reader has set, for as long as the page lasts."""
    pull(machine, "busybox")
    with_jq(machine)
    done = machine.terminal.check(
        "mkdir -p /etc/docker && cd /etc/docker && { [ -s daemon.json ] || echo {} > daemon.json; }"
        " && cp daemon.json /root && jq '.\"live-restore\" = true' /root/daemon.json > daemon.json"
        " && systemctl reset-failed docker && systemctl restart docker",
        LIMIT,
    )
    assert done.exit == 0, done.text
    yield
    # Off as its page has it: a reload without the key would keep it on, a restart stop containers.
    done = machine.terminal.check(
        "cd /etc/docker && jq '.\"live-restore\" = false' /root/daemon.json > daemon.json"
        " && systemctl reload docker && while docker info --format '{{.LiveRestoreEnabled}}' |"
        " grep -q true; do sleep 0.1; done && mv /root/daemon.json . && systemctl reload docker",
        LIMIT,
    )
    assert done.exit == 0, done.text


def package(host: Host) -> str:
    """The package that the daemon is in."""
    return "docker-ce" if host.package("docker-ce").is_installed else "docker.io"


def version(host: Host) -> str:
    """Which version of it dpkg has noted."""
    return str(host.check_output("dpkg-query --show --showformat='${Version}' %s", package(host)))


def note(machine: Machine, host: Host, end: str) -> str:
    """Have dpkg believe that another version of the engine is installed, and return it."""
    return set_version(machine, host, version(host).removesuffix(OLDER) + end)


def set_version(machine: Machine, host: Host, wanted: str) -> str:
    """The same with the version given whole."""
    machine.terminal.check(
        f"sed -i '/^Package: {package(host)}$/,/^$/s/^Version: .*/Version: {wanted}/'"
        " /var/lib/dpkg/status"
    )
    assert version(host) == wanted
    return wanted


def held(host: Host) -> set[str]:
    """The packages that apt leaves alone."""
    return set(host.check_output("apt-mark showhold").split())


def pid(host: Host) -> int:
    """The process of the container that must not stop."""
    return int(inspect(host, "trial-keep")["State"]["Pid"])


def test_installed(step: StepRun, host: Host) -> None:
    result = step.run()
    said = str(result.stdout)
    assert f"{package(host)}\t{version(host)}\n" in said
    assert len(said.splitlines()) >= 3
    if package(host) == "docker-ce":
        plugins = {"docker-buildx-plugin", "docker-compose-plugin"}
        all_of_it = plugins | {"containerd.io", "docker-ce", "docker-ce-cli"}
        assert {line.split("\t")[0] for line in said.splitlines()} == all_of_it
    assert str(result.stderr) == ""


def test_live_restore(step: StepRun, host: Host) -> None:
    first, _ = str(step.run(hide={"id": r"^([0-9a-f]{64})$"}).stdout).splitlines()
    assert first == "true"
    assert info(host)["LiveRestoreEnabled"]


def test_hold(step: StepRun, host: Host) -> None:
    step.run()
    assert package(host) in held(host)


def test_held(step: StepRun, host: Host, machine: Machine) -> None:
    old = note(machine, host, OLDER)
    assert str(step.run(limit=LIMIT).stdout) == "Docker stays\n"
    # Without the hold it would not.
    machine.terminal.check(f"apt-mark unhold {package(host)}")
    assert f"Inst {package(host)} [{old}]" in step.again(LIMIT).text
    machine.terminal.check(f"apt-mark hold {package(host)}")


def test_unhold(step: StepRun, host: Host, machine: Machine) -> None:
    assert f"Inst {package(host)} [{version(host)}]" in str(step.run(limit=LIMIT).stdout)
    assert held(host) == set()
    old = version(host)
    assert old.endswith(OLDER)
    # Where there is nothing newer, it says so and does not fail.
    note(machine, host, NEWER)
    assert step.again(LIMIT).text.splitlines()[-1] == "Nothing newer"
    set_version(machine, host, old)
    # A shell that does not know the list has no plan.
    said = machine.terminal.run(f"(unset packages\n{step.step.command})").text
    assert "packages" in said
    assert "Nothing newer" not in said


@pytest.mark.stops_containers
def test_upgrade(step: StepRun, host: Host) -> None:
    daemon, container = process(host), pid(host)
    step.run(limit=LIMIT, hide={"all": r"(?s)\A(.*)\Z"})
    assert not version(host).endswith(OLDER)
    assert process(host) not in (daemon, "0")
    assert pid(host) == container


def test_check(step: StepRun, host: Host) -> None:
    running = info(host)["ServerVersion"]
    assert str(step.run().stdout).splitlines() == [running, "trial-keep: running"]


@pytest.mark.stops_containers
def test_roll_back(step: StepRun, host: Host, machine: Machine) -> None:
    note(machine, host, NEWER)
    # Held, as a careful reader has it: the way back is wanted all the same.
    machine.terminal.check(f"apt-mark hold {package(host)}")
    daemon, container = process(host), pid(host)
    # After more starts than the unit allows: in an hour, since this machine may be slow.
    limit = "/run/systemd/system/docker.service.d/limit.conf"
    machine.terminal.check(
        f"mkdir -p {limit.rpartition('/')[0]} &&"
        f" printf '[Unit]\nStartLimitIntervalSec=1h\n' > {limit}"
        " && systemctl daemon-reload; while systemctl restart docker; do :; done",
        LIMIT,
    )
    assert not host.service("docker").is_running
    # Days later, in a new login shell; and the list of an upgrade before this one is still there.
    machine.terminal.log_in()
    other = "/home/reader/docker-packages-2020-01-01T000000"
    machine.terminal.check(f"printf '%s\t0\n' {package(host)} > {other}")
    step.run(limit=LIMIT, hide={"all": r"(?s)\A(.*)\Z"})
    machine.terminal.check(f"rm {limit} {other} && systemctl daemon-reload")
    machine.terminal.check(f"apt-mark unhold {package(host)}")
    assert not version(host).endswith(NEWER)
    assert process(host) not in (daemon, "0")
    assert pid(host) == container


def test_stay(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[-2:] == ["as before", "trial-keep: running"]
    assert package(host) in held(host)


def test_not_there(step: StepRun, host: Host) -> None:
    before = version(host)
    assert "Version '1:0.0-nosuch' for" in step.run(exit=100).text
    assert version(host) == before


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert held(host) == set()
    assert names(host, "--all") == set()
