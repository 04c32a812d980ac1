"""Registry mirrors: with Docker Hub cut off, without a scheme, dead, and two of them."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import assert_restarted, configured, info, process, settle
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.registry.facts import container, start_late

MIRROR = "http://mirror.internal:5000"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The host that reaches Docker Hub."""
    settle(machine)
    return machine.neighbour("mirror.internal")


def _mirrors(host: Host) -> list[str]:
    """The mirrors that the daemon knows."""
    known: list[str] | None = info(host)["RegistryConfig"]["Mirrors"]
    return known or []


def _asked(other: Machine, image: str) -> int:
    """How often the mirror was asked for something of `image`."""
    found = other.terminal.check(f"docker logs mirror 2>&1 | grep --count ' /v2/library/{image}/'")
    return int(str(found.stdout))


def _has(host: Host, image: str) -> bool:
    return bool(host.run("docker image inspect %s", image).rc == 0)


@pytest.mark.second_host
def test_start_mirror(step: StepRun, other: Machine) -> None:
    step.run()
    facts = container(backend.host(other), "mirror")
    assert facts["State"]["Running"]
    assert facts["Config"]["Image"] == "registry:3"
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    assert facts["HostConfig"]["PortBindings"] == {"5000/tcp": [{"HostIp": "", "HostPort": "5000"}]}
    assert "REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io" in facts["Config"]["Env"]


def test_block(step: StepRun, host: Host) -> None:
    before = host.file("/etc/hosts").content_string
    step.run()
    # One line more: without --append the other names would be gone.
    assert host.file("/etc/hosts").content_string == (
        before + "127.0.0.1 registry-1.docker.io auth.docker.io\n"
    )


def test_pull_in_vain(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert ' "https://registry-1.docker.io/v2/' in str(result.stderr)
    assert "dial tcp 127.0.0.1:443: connect: connection refused" in str(result.stderr)
    assert not _has(host, "busybox:1.37")


@pytest.mark.deletes_data
def test_no_scheme(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/docker").mode == 0o755
    assert configured(host) == {"registry-mirrors": ["mirror.internal:5000"]}
    told = "journalctl --unit docker --output cat --quiet --grep"
    await_true(lambda: host.run(f"{told} 'invalid mirror: '").rc == 0)


def test_still_no_mirror(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "[]\n"
    assert _mirrors(host) == []


def test_validate(step: StepRun, docker_version: tuple[int, ...]) -> None:
    if docker_version < (28,):
        # It reads the file and asks nobody what a mirror's name must look like.
        result = step.run()
        assert result.text == "configuration OK\n"
    else:
        result = step.run(exit=1)
        assert 'invalid mirror: no scheme specified for "mirror.internal:5000"' in result.text


def test_what_was_wrong(step: StepRun, machine: Machine, docker_version: tuple[int, ...]) -> None:
    # A second refusal and a later message, so that each option has something to leave out.
    machine.terminal.check("systemctl reload docker; sleep 1; docker pull busybox:1.37")
    result = step.run()
    assert len(str(result.stdout).splitlines()) == 1
    assert str(result.stdout).startswith("time=")
    wrong = (
        r"unsupported scheme \"mirror.internal\" in"
        if docker_version < (28,)
        else r"no scheme specified for \"mirror.internal:5000\""
    )
    assert f"invalid mirror: {wrong}" in str(result.stdout)


def test_other_forms(step: StepRun, docker_version: tuple[int, ...]) -> None:
    # The loop ends with the removal of the draft.
    said = step.run().text
    if docker_version < (28,):
        assert said.count("configuration OK") == 6
    else:
        assert said.count("invalid mirror: ") == 6
        assert said.count("no scheme specified") == 3
        assert said.count("username/password not allowed in URI") == 1
        assert "name:password" not in said.partition("username/password")[2].splitlines()[0]
        assert said.count("query or fragment at end of the URI") == 1
        assert said.count('unsupported scheme "ftp"') == 1


@pytest.mark.stops_containers
def test_restart_without_scheme(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "Job for docker.service failed" in str(result.stderr)
    # systemd tries again every two seconds, and each time in vain.
    await_true(lambda: process(host) == "0")


def test_why_it_is_down(step: StepRun) -> None:
    [line] = str(step.run().stdout).splitlines()
    assert "invalid mirror: " in line
    assert "mirror.internal:5000" in line


@pytest.mark.deletes_data
@pytest.mark.stops_containers
def test_with_scheme(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host) == {"registry-mirrors": [MIRROR]}
    await_true(lambda: _mirrors(host) == [f"{MIRROR}/"])


def test_mirror_is_set(step: StepRun) -> None:
    result = step.run()
    assert result.text == f"[{MIRROR}/]\n"


def test_pull(step: StepRun, host: Host, other: Machine) -> None:
    assert _asked(other, "busybox") == 0
    step.run()
    assert _has(host, "busybox:1.37")
    assert _asked(other, "busybox") > 0


@pytest.mark.second_host
def test_mirror_log(step: StepRun) -> None:
    result = step.run()
    lines = str(result.stdout).splitlines()
    assert lines
    assert set(lines) == {'"HEAD /v2/library/busybox/manifests/1.37'}


@pytest.mark.second_host
def test_mirror_dies(step: StepRun, other: Machine) -> None:
    step.run()
    assert not container(backend.host(other), "mirror")["State"]["Running"]


def test_pull_from_dead(step: StepRun, host: Host, containerd_store: bool) -> None:
    result = step.run(exit=1)
    # The old store names Docker Hub and not the mirror, containerd's the first mirror.
    assert ("registry-1.docker.io" in str(result.stderr)) != containerd_store
    assert ("mirror.internal" in str(result.stderr)) == containerd_store
    assert not _has(host, "nginx:1.29")


def test_journal(step: StepRun) -> None:
    result = step.run(hide={"address": r"dial tcp (\d+\.\d+\.\d+\.\d+):5000"})
    assert len(str(result.stdout).splitlines()) == 1
    assert f"{MIRROR}/v2/" in str(result.stdout)
    assert "connection refused" in str(result.stdout)
    assert not str(result.stdout).startswith(("Nov", "20"))


def test_try_mirror(step: StepRun) -> None:
    result = step.run(exit=7)
    assert str(result.stdout) == ""
    assert "Failed to connect to mirror.internal port 5000" in str(result.stderr)


@pytest.mark.deletes_data
@pytest.mark.second_host
def test_two_mirrors(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    two = ["http://mirror.internal:5999", MIRROR]
    assert configured(host) == {"registry-mirrors": two}
    await_true(lambda: _mirrors(host) == [f"{mirror}/" for mirror in two])
    # Before it answers, it asks Docker Hub how one logs in there.
    step.lasts_until(lambda: host.run("curl --silent --fail %s/v2/", MIRROR).rc == 0)
    assert container(backend.host(other), "mirror")["State"]["Running"]


def test_try_again(step: StepRun, other: Machine) -> None:
    start_late(other, "mirror")
    result = step.run()
    assert result.text == "200\n"


def test_pull_second(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert _has(host, "nginx:1.29")
    assert _asked(other, "nginx") > 0


def test_unblock(step: StepRun, host: Host) -> None:
    step.run()
    assert "docker.io" not in host.file("/etc/hosts").content_string
    assert "localhost" in host.file("/etc/hosts").content_string
    assert not host.file("/home/reader/hosts.before").exists


@pytest.mark.second_host
def test_pull_unknown(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert _has(host, "hello-world")
    assert not container(backend.host(other), "mirror")["State"]["Running"]


@pytest.mark.deletes_data
@pytest.mark.stops_containers
@pytest.mark.second_host
def test_remove(step: StepRun, host: Host, other: Machine) -> None:
    step.run()
    assert not host.file("/etc/docker/daemon.json").exists
    assert _mirrors(host) == []
    there = backend.host(other)
    assert json.loads(there.check_output("docker ps --all --format json") or "[]") == []
    assert there.check_output("docker volume ls --quiet") == ""
