"""A proxy for the daemon, both ways, and for containers: the log of a real proxy is the proof."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, configured, info, settle
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import INSTALL_LIMIT

PROXY = "http://proxy.internal:3128"
NOT_FOR = "localhost,127.0.0.0/8,.internal"
LOG = "/var/log/tinyproxy/tinyproxy.log"
DROP_IN = "/etc/systemd/system/docker.service.d/http-proxy.conf"
CONFIG = "/home/reader/.docker/config.json"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The host that the proxy is to run on."""
    settle(machine)
    return machine.neighbour("proxy.internal")


def _asked(other: Machine) -> int:
    """How many lines of the proxy's log tell of Docker Hub."""
    found = other.terminal.check(f"grep --count 'CONNECT registry-1.docker.io:443 ' {LOG}")
    return int(str(found.stdout))


def _has(host: Host, image: str) -> bool:
    return bool(host.run("docker image inspect %s", image).rc == 0)


def _proxies(host: Host) -> tuple[str, str, str]:
    """What the daemon says of its proxies."""
    said = info(host)
    return said["HttpProxy"], said["HttpsProxy"], said["NoProxy"]


@pytest.mark.second_host
def test_install_proxy(step: StepRun, other: Machine) -> None:
    step.run(limit=INSTALL_LIMIT)
    there = backend.host(other)
    assert there.package("tinyproxy").is_installed


@pytest.mark.second_host
def test_set_up_proxy(step: StepRun, other: Machine) -> None:
    step.run()
    there = backend.host(other)
    assert there.file("/etc/tinyproxy/tinyproxy.conf").content_string.splitlines() == [
        "User tinyproxy",
        "Group tinyproxy",
        'PidFile "/run/tinyproxy/tinyproxy.pid"',
        "Port 3128",
        f'LogFile "{LOG}"',
        "LogLevel Connect",
    ]
    assert there.service("tinyproxy").is_running
    assert there.check_output("ps -o user= -C tinyproxy").split()[0] == "tinypro+" or (
        "tinyproxy" in there.check_output("ps -o user= -C tinyproxy")
    )
    assert there.socket("tcp://3128").is_listening


def test_export_in_vain(step: StepRun, host: Host, other: Machine, machine: Machine) -> None:
    step.run()
    assert _has(host, "busybox:1.37")
    assert _asked(other) == 0
    # For the rest of the lesson nobody can say that it was the shell.
    assert str(machine.terminal.run("env | grep --count PROXY").stdout) == "0\n"


@pytest.mark.second_host
def test_log_is_empty(step: StepRun) -> None:
    result = step.run(exit=1)
    assert result.text == "0\n"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_write_file(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert host.file("/etc/docker").mode == 0o755
    assert configured(host) == {
        "proxies": {"http-proxy": PROXY, "https-proxy": PROXY, "no-proxy": NOT_FOR}
    }
    assert _proxies(host) == (PROXY, PROXY, NOT_FOR)


def test_see_proxy(step: StepRun) -> None:
    result = step.run()
    assert result.text == f"{PROXY}\n{PROXY}\n{NOT_FOR}\n"


def test_pull(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert _has(host, "nginx:1.29")
    assert _asked(other) > 0


@pytest.mark.second_host
def test_log(step: StepRun, other: Machine) -> None:
    # More than one line, so that one sees what sort leaves out.
    other.terminal.check(f"sed -n '/CONNECT registry-1/p' {LOG} | tee -a {LOG}")
    result = step.run()
    assert result.text == "CONNECT registry-1.docker.io:443\n"


def test_without_proxy(step: StepRun, other: Machine) -> None:
    result = step.run(exit=1, hide={"address": r"dial tcp (\d+\.\d+\.\d+\.\d+):5000"})
    assert "5000: connect: connection refused" in str(result.stderr)
    assert "proxy.internal:5000/v2/" in str(result.stderr)
    assert other.terminal.check(f"grep --count proxy.internal:5000 {LOG}").text == "0\n"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_drop_in(step: StepRun, host: Host, machine: Machine) -> None:
    assert_restarted(step, host)
    assert not host.file("/etc/docker/daemon.json").exists
    assert host.file(DROP_IN).content_string.splitlines() == [
        "[Service]",
        f'Environment="HTTP_PROXY={PROXY}"',
        f'Environment="HTTPS_PROXY={PROXY}"',
        f'Environment="NO_PROXY={NOT_FOR}"',
    ]
    assert _proxies(host) == (PROXY, PROXY, NOT_FOR)
    # Once more, with the folder there; the starts of the check do not count.
    step.again()
    assert host.file(DROP_IN).exists
    machine.terminal.check("systemctl reset-failed docker")


def test_see_environment(step: StepRun) -> None:
    result = step.run()
    assert result.text == (
        f"Environment=HTTP_PROXY={PROXY} HTTPS_PROXY={PROXY} NO_PROXY={NOT_FOR}\n"
    )


@pytest.mark.second_host
def test_pull_again(step: StepRun, host: Host, other: Machine) -> None:
    other.terminal.check(f"echo 'before the pull: CONNECT nowhere' >> {LOG}")
    result = step.run()
    assert str(result.stdout).endswith("\nCONNECT registry-1.docker.io:443\n")
    assert str(result.stdout).count("CONNECT") == 1
    assert _has(host, "redis:8")
    assert other.terminal.check(f"grep --count nowhere {LOG}").text == "0\n"


def test_containers_have_none(step: StepRun) -> None:
    result = step.run(exit=1)
    assert result.text == ""


@pytest.mark.deletes_data
def test_for_containers(step: StepRun, host: Host) -> None:
    step.run()
    file = host.file(CONFIG)
    assert (file.user, file.exists) == ("reader", True)
    assert json.loads(file.content_string) == {
        "proxies": {"default": {"httpProxy": PROXY, "httpsProxy": PROXY, "noProxy": NOT_FOR}}
    }
    assert step.again().exit == 0


def test_containers_have_it(step: StepRun, host: Host) -> None:
    result = step.run()
    both = {"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY, "NO_PROXY": NOT_FOR}
    wanted = both | {name.lower(): value for name, value in both.items()}
    assert result.text.splitlines() == sorted(f"{name}={value}" for name, value in wanted.items())
    assert host.check_output("docker ps --all --quiet") == ""


def test_build(step: StepRun) -> None:
    result = step.run()
    assert f"https_proxy={PROXY}" in result.text
    # A second time the answer comes again, not from the cache.
    assert f"https_proxy={PROXY}" in step.again().text


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_remove(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert _proxies(host) == ("", "", "")
    assert not host.file(CONFIG).exists
    assert not host.file(DROP_IN).exists
