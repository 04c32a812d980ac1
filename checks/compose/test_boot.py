"""A project that comes back with the host: its restart policy, and a unit of systemd."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import RUNNING, assert_waited, containers, page, set_up, states
from checks.folder import elsewhere
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

UNIT = "/etc/systemd/system/shop.service"


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    set_up(machine)


def test_policies(step: StepRun, host: Host) -> None:
    result = step.run(limit=120)
    assert_waited(result)
    lines = str(result.stdout).splitlines()
    assert [line.split()[1] for line in lines[:3]] == ["unless-stopped"] * 3
    assert lines[3] == "enabled"
    assert states(host) == RUNNING


def test_unit(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    assert host.service("shop").is_enabled
    assert host.file("/etc/systemd/system/multi-user.target.wants/shop.service").is_symlink
    assert host.service("shop").is_running
    assert states(host) == RUNNING
    assert host.check_output("systemctl show shop --property=User --value") == "reader"
    needs = host.check_output("systemctl show shop --property=RequiresMountsFor --value")
    assert needs.split() == [f"{HOME}/shop"]
    # So that the host stops the containers before it stops Docker, and gives them time.
    order = host.check_output("systemctl show shop --property=After --value").split()
    assert {"docker.service", "network-online.target"} <= {*order}
    for name, needed in {"Requires": "docker.service", "Wants": "network-online.target"}.items():
        said = host.check_output("systemctl show shop --property=%s --value", name)
        assert needed in said.split()
    # What comes after it waits until the application is up, and not for ever.
    for name, value in {
        "Type": "oneshot",
        "TimeoutStartUSec": "5min",
        "TimeoutStopUSec": "2min",
    }.items():
        said = host.check_output("systemctl show shop --property=%s --value", name)
        assert said == value
    host.check_output("cp --archive %s /root/kept && echo '# mine' >> %s", UNIT, UNIT)
    assert step.again().exit == 1
    assert host.file(UNIT).content_string.endswith("# mine\n")
    host.check_output("mv /root/kept %s", UNIT)


def test_check(step: StepRun) -> None:
    assert step.run().text == "enabled\nactive\n"


def test_unit_stops(step: StepRun, host: Host) -> None:
    lines = str(step.run(unordered=True, limit=120).stdout).splitlines()
    assert sorted(lines) == ["app exited", "db exited", "web exited"]
    assert [facts["State"]["ExitCode"] for facts in containers(host).values()] == [0, 0, 0]


def test_unit_starts(step: StepRun, host: Host) -> None:
    step.run(limit=120, hide={"container": r"shop 1.0 on ([0-9a-f]{12})"})
    assert states(host) == RUNNING
    assert page(host)


def test_undo(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        assert str(step.run(limit=120).stdout) == ""
    assert not host.file(UNIT).exists
    assert "shop" not in host.check_output("systemctl list-units --all 'shop*'")
    told = host.check_output("systemctl show shop --property=LoadState --value")
    assert told == "not-found"
    assert containers(host) == {}
    # A unit of this name that is not this page's stays.
    host.check_output(f"echo '[Unit]' > {UNIT}")
    step.again(120)
    assert host.file(UNIT).exists
