"""Errors of docker pull that need a registry of one's own, or a network that is broken."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.daemon.facts import settle
from checks.errors.facts import fails
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import Result


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    pull(machine, "busybox", "nginx", "registry:3")


def assert_only_refused(result: Result) -> None:
    """Nothing is said but the push and its error."""
    assert "Using default tag: latest" in str(result.stdout).splitlines()
    assert len(str(result.stderr).splitlines()) == 1


def assert_made_out(host: Host, *names: str) -> None:
    """The registry's certificate has the page's subject, and is valid under these names."""
    told = "openssl x509 -in /home/reader/err-certs/new.crt -noout -subject -ext subjectAltName"
    subject, _, valid = host.check_output(told).splitlines()
    assert subject.replace(" ", "") == "subject=CN=err-registry"
    assert valid.strip() == ", ".join(names)


def test_dns_down(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "127.0.0.1:53: read: connection refused" in result.text


def test_dns_up(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"


def test_make_hub(step: StepRun, host: Host) -> None:
    assert len(step.run().text.splitlines()) == 1
    assert host.run("curl --silent http://localhost:5998/token").stdout == '{"token": "none"}'
    answers = {
        "/v2/": ["401 Unauthorized", 'service="err-hub"'],
        "/v2/denied/app": ["401 Unauthorized", 'error="insufficient_scope"'],
        "/v2/many/app": ["429 Too Many", "application/json", "pull rate limit."],
        "/v2/broken/app": ["502 Bad Gateway"],
    }
    for path, words in answers.items():
        answer = str(host.run("curl --silent --include http://localhost:5998%s", path).stdout)
        assert all(word in answer for word in words), answer
    facts = inspect(host, "err-hub")
    (port,) = facts["HostConfig"]["PortBindings"]["80/tcp"]
    assert port["HostIp"] == "127.0.0.1"
    assert not any(mount["RW"] for mount in facts["Mounts"])


def test_access_denied(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "for localhost:5998/denied/app, " in result.text


def test_too_many_requests(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_bad_gateway(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


@pytest.mark.deletes_data
def test_remove_hub(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.file("/home/reader/err-hub").exists


def test_http_to_https(step: StepRun, docker_version: tuple[int, ...]) -> None:
    assert_only_refused(fails(step, docker_version, 1))


@pytest.mark.deletes_data
def test_allow_http(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[1] == "172.17.0.1:5997/app:latest"
    assert "app" in host.check_output("curl --silent http://172.17.0.1:5997/v2/_catalog")


@pytest.mark.deletes_data
def test_remove_plain(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.file("/etc/docker/daemon.json").exists
    assert host.check_output("docker volume ls --quiet") == ""


def test_unknown_authority(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    assert_only_refused(fails(step, docker_version, 1))
    assert_made_out(host, "IP Address:172.17.0.1")
    # Thirty days, and no more.
    age = "openssl x509 -in /home/reader/err-certs/new.crt -noout -checkend"
    assert (host.run(f"{age} 2500000").rc, host.run(f"{age} 2600000").rc) == (0, 1)
    mounts = {mount["Destination"]: mount["RW"] for mount in inspect(host, "err-tls")["Mounts"]}
    assert not mounts["/certs"]


def test_trust_authority(step: StepRun, machine: Machine, host: Host) -> None:
    assert str(step.run().stdout).splitlines()[0] == "172.17.0.1:5996/app:latest"
    answer = "curl --silent --cacert err-certs/new.crt https://172.17.0.1:5996/v2/_catalog"
    assert "app" in str(machine.terminal.run(answer).stdout)
    assert host.file("/etc/docker/certs.d/172.17.0.1:5996/ca.crt").mode == 0o644


def test_certificate_expired(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    assert_only_refused(fails(step, docker_version, 1))
    assert_made_out(host, "IP Address:172.17.0.1")


def test_which_dates(step: StepRun) -> None:
    begins, ends = step.run().text.splitlines()
    assert begins == "notBefore=Jan  1 00:00:00 2020 GMT"
    assert ends == "notAfter=Jan  1 00:00:00 2021 GMT"


def test_renew(step: StepRun) -> None:
    assert str(step.run().stdout).splitlines()[:2] == ["err-tls", "172.17.0.1:5996/app:latest"]


def test_certificate_name(step: StepRun, docker_version: tuple[int, ...], host: Host) -> None:
    result = fails(step, docker_version, 1)
    assert_only_refused(result)
    assert "valid for 192.0.2.10, not 172.17.0.1\n" in result.text
    assert_made_out(host, "IP Address:192.0.2.10")


def test_which_names(step: StepRun) -> None:
    assert step.run().text.split()[-1] == "Address:192.0.2.10"


def test_no_address(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert_only_refused(result)
    assert "cannot validate certificate for 172.17.0.1" in result.text
    assert "because it doesn't contain any IP SANs" in result.text
    assert_made_out(host, "DNS:registry.internal")


def test_right_name(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[:2] == ["err-tls", "172.17.0.1:5996/app:latest"]
    assert str(result.stderr) == ""
    assert_made_out(host, "DNS:registry.internal", "IP Address:172.17.0.1")


@pytest.mark.deletes_data
def test_remove_tls(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.file("/home/reader/err-certs").exists
    assert not host.file("/etc/docker/certs.d/172.17.0.1:5996").exists
    assert host.check_output("docker volume ls --quiet") == ""
    assert "172.17.0.1" not in host.check_output("docker image ls --format '{{.Repository}}'")


def test_network_unreachable(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert " 198.51.100.7:5000: connect" in result.text


def test_reachable(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_proxyconnect(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert "tcp 127.0.0.1:3128: connect" in result.text
    assert "File exists" not in result.text


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_no_proxy(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"
