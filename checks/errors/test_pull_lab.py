"""Errors of docker pull that need a registry of one's own, or a network that is broken."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import pull
from checks.daemon.facts import settle
from checks.errors.facts import fails, gone
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    pull(machine, "busybox", "nginx", "registry:3")


def test_dns_down(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "127.0.0.1:53: read: connection refused" in result.text


def test_dns_up(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"


def test_make_hub(step: StepRun, host: Host) -> None:
    step.run()
    assert host.run("curl --silent http://localhost:5998/token").stdout == '{"token": "none"}'


def test_access_denied(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_too_many_requests(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_bad_gateway(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


@pytest.mark.deletes_data
def test_remove_hub(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-hub")
    assert not host.file("/home/reader/err-hub").exists


def test_http_to_https(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


@pytest.mark.deletes_data
def test_allow_http(step: StepRun, host: Host) -> None:
    step.run()
    assert "app" in host.check_output("curl --silent http://172.17.0.1:5997/v2/_catalog")


@pytest.mark.deletes_data
def test_remove_plain(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-plain")
    assert not host.file("/etc/docker/daemon.json").exists
    assert host.check_output("docker volume ls --quiet") == ""


def test_unknown_authority(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_trust_authority(step: StepRun, machine: Machine) -> None:
    step.run()
    answer = "curl --silent --cacert err-certs/new.crt https://172.17.0.1:5996/v2/_catalog"
    assert "app" in str(machine.terminal.run(answer).stdout)


def test_certificate_expired(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_which_dates(step: StepRun) -> None:
    assert "notAfter=Jan  1 00:00:00 2021 GMT" in step.run().text


def test_renew(step: StepRun) -> None:
    assert "172.17.0.1:5996/app:latest" in str(step.run().stdout).splitlines()


def test_certificate_name(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_which_names(step: StepRun) -> None:
    assert step.run().text.split()[-1] == "Address:192.0.2.10"


def test_no_address(step: StepRun) -> None:
    said = step.run(exit=1).text
    assert "cannot validate certificate for 172.17.0.1" in said
    assert "because it doesn't contain any IP SANs" in said


def test_right_name(step: StepRun) -> None:
    assert "172.17.0.1:5996/app:latest" in str(step.run().stdout).splitlines()


@pytest.mark.deletes_data
def test_remove_tls(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-tls")
    assert not host.file("/home/reader/err-certs").exists
    assert not host.file("/etc/docker/certs.d/172.17.0.1:5996").exists
    assert host.check_output("docker volume ls --quiet") == ""
    assert "172.17.0.1" not in host.check_output("docker image ls --format '{{.Repository}}'")


def test_network_unreachable(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_reachable(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_proxyconnect(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_no_proxy(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"
