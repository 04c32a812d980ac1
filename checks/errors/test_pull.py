"""Errors of docker pull that any host can show."""

from __future__ import annotations

import re

from testinfra.host import Host

from checks.containers.facts import inspect
from checks.errors.facts import fails, gone
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true


def test_invalid_reference(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_find_dash(step: StepRun) -> None:
    assert step.run().text == "docker run –rm busybox true\n"
    # It shows no colours, not even to a reader whose grep does.
    shell = step.machine.terminal
    shell.run('grep() { command grep --color=always "$@"; }')
    assert step.again().text == "docker run –rm busybox true\n"
    shell.run("unset -f grep")


def test_valid_reference(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"


def test_lower_case(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_is_lower(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:latest\n"


def test_manifest_unknown(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert re.search(r"busybox:no-such-tag\b", result.text)


def test_tag_exists(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/busybox:1.37\n"


def test_no_matching_manifest(step: StepRun, docker_version: tuple[int, ...]) -> None:
    result = fails(step, docker_version, 1)
    assert " linux/loong64 " in result.text


def test_which_platforms(step: StepRun) -> None:
    said = step.run().text
    assert '"architecture": "amd64"' in said
    assert all('"architecture"' in line for line in said.splitlines())


def test_matching(step: StepRun) -> None:
    assert step.run().text == "docker.io/library/nginx:latest\n"


def test_no_such_host(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1, hide={"name server": r"on (\d\S+:53)"})


def test_ask_dns(step: StepRun, host: Host) -> None:
    assert step.run().text == "no address\nDocker Hub has one\n"
    host.check_output(
        "cp /etc/hosts /root/hosts && echo 192.0.2.7 err-nowhere.invalid >> /etc/hosts"
    )
    assert step.again().text.endswith(" err-nowhere.invalid\nDocker Hub has one\n")
    host.check_output("cat /root/hosts > /etc/hosts && rm /root/hosts")


def test_connection_refused(step: StepRun, docker_version: tuple[int, ...]) -> None:
    fails(step, docker_version, 1)


def test_who_listens(step: StepRun, host: Host) -> None:
    assert step.run().text == "1\n"
    # One that listens has a line of its own.
    listener = "systemd-socket-activate --listen=127.0.0.1:5999 /bin/true"
    host.check_output(f"systemd-run --quiet --unit=on-5999 {listener}")
    await_true(lambda: host.socket("tcp://127.0.0.1:5999").is_listening)
    assert step.again().text == "2\n"
    host.check_output("systemctl stop on-5999")


def test_registry_up(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).splitlines()
    assert said.count("localhost:5999/app:latest") == 2
    assert "Using default tag: latest" not in said
    (port,) = inspect(host, "err-registry")["HostConfig"]["PortBindings"]["5000/tcp"]
    assert port["HostIp"] == "127.0.0.1"


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert gone(host, "err-registry")
    assert host.check_output("docker volume ls --quiet") == ""
    assert host.run("docker image inspect localhost:5999/app").rc != 0


def test_check_clock(step: StepRun, host: Host) -> None:
    said = step.run(hide={"today": r"^(\S+)$"}).text
    assert said == host.check_output("date --utc +%F") + "\n"


def test_see_route(step: StepRun) -> None:
    assert step.run(hide={"route": r"^default (.*?)\s*$"}).text.startswith("default via ")


def test_which_proxy(step: StepRun) -> None:
    assert step.run().text == "HTTP  HTTPS  not for \n"


def test_try_curl(step: StepRun) -> None:
    assert step.run(hide={"code": r"^(\d{3})$"}).text in ("200\n", "401\n")
