"""Addresses for containers that leave the office network alone."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, configured, run_twice, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

HIDE_SUBNET = {"subnet": r"^(172\.\S+/16)$"}


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)


def subnet(host: Host, network: str) -> str:
    """The network's addresses."""
    form = "{{(index .IPAM.Config 0).Subnet}}"
    return str(host.check_output(f"docker network inspect --format '{form}' {network}"))


def device(route: str) -> str:
    """The interface in an answer of `ip route get`."""
    words = route.split()
    assert words[0] == "172.17.5.9"
    return words[words.index("dev") + 1]


def test_office_is_gone(step: StepRun) -> None:
    assert device(str(step.run().stdout)) == "docker0"


def test_older_network(step: StepRun, host: Host) -> None:
    result = step.run(hide=HIDE_SUBNET)
    _, shown = str(result.stdout).splitlines()
    assert shown == subnet(host, "older")
    assert not shown.startswith("10.201.")


@pytest.mark.deletes_data
def test_set_pools(step: StepRun, host: Host) -> None:
    run_twice(step)
    assert configured(host) == {
        "bip": "10.200.0.1/24",
        "default-address-pools": [{"base": "10.201.0.0/16", "size": 24}],
    }


@pytest.mark.stops_containers
def test_restart(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)


def test_see_bridge(step: StepRun) -> None:
    name, _, *addresses = str(step.run().stdout).split()
    assert (name, addresses) == ("docker0", ["10.200.0.1/24"])


def test_office_is_back(step: StepRun, host: Host) -> None:
    hide = {"address": r"(?:via|src) (\S+)", "interface": r"dev (\S+)"}
    shown = device(str(step.run(hide=hide).stdout))
    assert shown == host.check_output("ip route show default").split()[4]


def test_newer_network(step: StepRun, host: Host) -> None:
    _, shown = str(step.run().stdout).splitlines()
    assert shown == subnet(host, "newer") == "10.201.0.0/24"


def test_older_stays(step: StepRun, host: Host) -> None:
    result = step.run(hide=HIDE_SUBNET)
    assert str(result.stdout).strip() == subnet(host, "older")
    assert not subnet(host, "older").startswith("10.201.")


def test_make_anew(step: StepRun, host: Host) -> None:
    _, _, shown = str(step.run().stdout).splitlines()
    assert shown == subnet(host, "older") == "10.201.1.0/24"


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    names = host.check_output("docker network ls --format '{{.Name}}'").split()
    assert set(names) == {"bridge", "host", "none"}
