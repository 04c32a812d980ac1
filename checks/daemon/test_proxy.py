"""A proxy for the daemon and for containers, added to the settings that are there."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import OWN, assert_gives_back, assert_merges, info, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)
    done = machine.terminal.check("docker pull busybox", 120)
    assert done.exit == 0, done.text


PROXY = "http://proxy.internal:3128"
NOT_FOR = "localhost,127.0.0.0/8,.internal"
WANTED = {"proxies": {"http-proxy": PROXY, "https-proxy": PROXY, "no-proxy": NOT_FOR}}
CONFIG = "/home/reader/.docker/config.json"
KEPT = f"{CONFIG}.before-proxy"
LOGIN = {"auths": {"registry.internal": {"auth": "cmVhZGVyOng="}}}
OWN_CLIENT = LOGIN | {"proxies": {"default": {"noProxy": "own.internal"}}}
"""A reader's own: a login, and names that containers reach directly."""
FOR_CONTAINERS = {"httpProxy": PROXY, "httpsProxy": PROXY, "noProxy": NOT_FOR}


@pytest.mark.stops_containers
def test_set_proxy(step: StepRun, host: Host, machine: Machine) -> None:
    assert_merges(step, host, machine, OWN | WANTED, WANTED, "before-proxy")


def test_see_proxies(step: StepRun) -> None:
    assert step.run().text == f"{PROXY}\n{PROXY}\n{NOT_FOR}\n"


def test_give_to_containers(step: StepRun, host: Host, machine: Machine) -> None:
    step.run()
    assert json.loads(host.file(CONFIG).content_string) == {"proxies": {"default": FOR_CONTAINERS}}
    # Once more over a file with logins: they stay, and nobody else may read them.
    text = json.dumps(OWN_CLIENT)
    machine.terminal.check(f"echo '{text}' > {CONFIG} && chmod 600 {CONFIG} && rm {KEPT}")
    client = host.file(CONFIG)
    for _ in range(2):
        assert step.again().exit == 0
        assert json.loads(client.content_string) == LOGIN | {"proxies": {"default": FOR_CONTAINERS}}
        assert client.mode == 0o600
        assert json.loads(host.file(KEPT).content_string) == OWN_CLIENT
    # The draft had the login in it.
    assert host.check_output("grep --recursive --files-with-matches cmVhZGVyOng /tmp || true") == ""
    # And a file that cannot be read is left alone.
    machine.terminal.check(f"cp -a {CONFIG} /root/kept && echo '{{' > {CONFIG}")
    step.again()
    assert client.content_string == "{\n"
    machine.terminal.check(f"cp -a /root/kept {CONFIG}")


def test_see_in_container(step: StepRun, host: Host) -> None:
    both = {"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY, "NO_PROXY": NOT_FOR}
    wanted = both | {name.lower(): value for name, value in both.items()}
    said = step.run().text.splitlines()
    assert said == sorted(f"{name}={value}" for name, value in wanted.items())
    assert host.check_output("docker ps --all --quiet") == ""


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    had, plain = {"proxies": {"no-proxy": "own.internal"}}, OWN | {"proxies": {}}
    assert_gives_back(step, host, machine, OWN | WANTED, "before-proxy", had, plain)
    said = info(host)
    assert (said["HttpProxy"], said["HttpsProxy"], said["NoProxy"]) == ("", "", "")


def test_undo_containers(step: StepRun, host: Host) -> None:
    step.run()
    assert json.loads(host.file(CONFIG).content_string) == OWN_CLIENT
    assert not host.file(KEPT).exists
    assert host.check_output("grep --recursive --files-with-matches cmVhZGVyOng /tmp || true") == ""
