"""A registry on this host: what 2014's command makes, and how it is started today."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    answer,
    assert_pushed,
    assert_registry,
    assert_same_image,
    container,
    start_late,
)

URL = "http://localhost:5000"


@pytest.fixture(scope="module", autouse=True)
def bystander(machine: Machine) -> None:
    """Another container, which has nothing to do with it and stays."""
    done = machine.terminal.check("docker run --detach --name bystander nginx:1.29")
    assert done.exit == 0, done.text


def _old(machine: Machine) -> str:
    """The id of 2014's container, which the page keeps in a variable."""
    return str(machine.terminal.run('echo "$old"').stdout).strip()


def test_as_in_2014(step: StepRun, machine: Machine, host: Host) -> None:
    step.run()
    facts = container(host, _old(machine))
    assert facts["Config"]["Image"] == "registry"
    assert list(facts["HostConfig"]["PortBindings"]) == ["5000/tcp"]
    assert host.socket("tcp://0.0.0.0:5000").is_listening


def test_what_it_made(step: StepRun, machine: Machine, host: Host) -> None:
    # Another container, made since, is not meant.
    done = machine.terminal.check("docker create --name newer nginx:1.29")
    assert done.exit == 0, done.text
    facts = container(host, _old(machine))
    result = step.run()
    policy, address, volume = str(result.stdout).splitlines()
    assert policy == f"restart policy: {facts['HostConfig']['RestartPolicy']['Name']}"
    assert policy.endswith(": no")
    assert address == "reachable from: 0.0.0.0"
    # The volume has no name but its id.
    assert volume == f"volume: {facts['Mounts'][0]['Name']}"
    assert len(volume.split()[1]) == 64


@pytest.mark.deletes_data
def test_remove_it(step: StepRun, host: Host) -> None:
    assert host.check_output("docker volume ls --quiet") != ""
    step.run()
    left = host.check_output("docker ps --all --format '{{.Names}}'").split()
    assert set(left) == {"bystander", "newer"}
    assert host.check_output("docker volume ls --quiet") == ""
    host.check_output("docker rm newer")


def test_start(step: StepRun, host: Host) -> None:
    step.run()
    assert_registry(host, "registry", ("127.0.0.1", "5000"))


def test_is_up(step: StepRun, machine: Machine) -> None:
    start_late(machine, "registry")
    result = step.run()
    assert result.text == "{}"


def test_two_and_three(step: StepRun, host: Host) -> None:
    result = step.run()
    pulled, two, three = str(result.stdout).splitlines()
    assert pulled == "docker.io/library/registry:2"
    assert two == "registry:2 → /etc/docker/registry/config.yml"
    assert three.endswith(" → /etc/distribution/config.yml")
    assert "registry:3" in three
    # And the file is where the image says, in each.
    assert host.run("docker exec registry test -e /etc/distribution/config.yml").rc == 0
    assert host.run("docker exec registry test -e /etc/docker/registry/config.yml").rc != 0


def test_pull(step: StepRun, host: Host) -> None:
    step.run()
    assert host.run("docker image inspect busybox:1.37").rc == 0


def test_push_id(step: StepRun, host: Host) -> None:
    short = host.check_output("docker images --quiet busybox:1.37")
    result = step.run(exit=1)
    assert f"localhost:5000/{short}" in str(result.stdout)
    assert "does not exist" in str(result.stderr)
    assert answer(host, f"{URL}/v2/_catalog") == {"repositories": []}


def test_tag(step: StepRun, host: Host) -> None:
    step.run()
    assert_same_image(host, "busybox:1.37", "localhost:5000/team/tools:1.0")


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert_pushed(step, host, URL, "team/tools:1.0")


def test_catalogue(step: StepRun) -> None:
    result = step.run()
    assert result.text == '{"repositories":["team/tools"]}\n'


def test_tags(step: StepRun) -> None:
    result = step.run()
    assert result.text == '{"name":"team/tools","tags":["1.0"]}\n'


def test_search_own(step: StepRun, machine: Machine) -> None:
    result = step.run(exit=1)
    assert "404" in str(result.stderr)
    # It did ask this registry, under the address of 2014.
    log = machine.terminal.check("docker logs registry 2>/dev/null")
    assert '"GET /v1/search?' in str(log.stdout)
    assert "q=tools" in str(log.stdout)


def test_forget(step: StepRun, host: Host) -> None:
    step.run()
    names = host.check_output("docker images --format '{{.Repository}}'").split()
    assert set(names) == {"registry", "nginx"}


def test_run_from_registry(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "From my own registry\n"
    assert "Unable to find image 'localhost:5000/team/tools:1.0' locally" in str(result.stderr)
    assert host.check_output("docker ps --all --format '{{.Names}}'").split() == [
        "registry",
        "bystander",
    ]


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "bystander"
    assert host.check_output("docker volume ls --quiet") == ""
