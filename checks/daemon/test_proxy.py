"""A proxy for the daemon and for containers, added to the settings that are there."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    assert_merges,
    assert_restarted,
    configured,
    info,
    settle,
    with_jq,
)
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
CONFIG = "/home/reader/.docker/config.json"
OWN_CLIENT = {"auths": {"registry.internal": {"auth": "cmVhZGVyOng="}}}
FOR_CONTAINERS = {"httpProxy": PROXY, "httpsProxy": PROXY, "noProxy": NOT_FOR}


@pytest.mark.stops_containers
def test_set_proxy(step: StepRun, host: Host, machine: Machine) -> None:
    wanted = {"proxies": {"http-proxy": PROXY, "https-proxy": PROXY, "no-proxy": NOT_FOR}}
    assert_merges(step, host, machine, OWN | wanted, wanted)


def test_see_proxies(step: StepRun) -> None:
    assert step.run().text == f"{PROXY}\n{PROXY}\n{NOT_FOR}\n"


def test_give_to_containers(step: StepRun, host: Host, machine: Machine) -> None:
    step.run()
    assert json.loads(host.file(CONFIG).content_string) == {"proxies": {"default": FOR_CONTAINERS}}
    # Once more over a file with logins: they stay, and nobody else may read them.
    text = json.dumps(OWN_CLIENT)
    machine.terminal.check(f"echo '{text}' > {CONFIG} && chmod 600 {CONFIG}")
    assert step.again().exit == 0
    client = host.file(CONFIG)
    assert json.loads(client.content_string) == OWN_CLIENT | {
        "proxies": {"default": FOR_CONTAINERS}
    }
    assert client.mode == 0o600
    assert json.loads(host.file(f"{CONFIG}.before").content_string) == OWN_CLIENT
    assert not host.file("/home/reader/.docker/draft.json").exists
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
def test_undo(step: StepRun, host: Host) -> None:
    assert_restarted(step, host)
    assert configured(host) == OWN
    said = info(host)
    assert (said["HttpProxy"], said["HttpsProxy"], said["NoProxy"]) == ("", "", "")


def test_undo_containers(step: StepRun, host: Host) -> None:
    step.run()
    assert json.loads(host.file(CONFIG).content_string) == OWN_CLIENT | {"proxies": {}}
    assert not host.file("/home/reader/.docker/draft.json").exists
