"""Another host's Docker, by ssh: nothing listens there, and a context has the address by heart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from testinfra.host import Host

from checks.daemon.facts import info
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

ADDRESS = "ssh://reader@docker.internal"


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The host that is to be steered from here."""
    return machine.neighbour("docker.internal")


@pytest.fixture
def there(other: Machine) -> Host:
    return backend.host(other)


def _contexts(machine: Machine) -> dict[str, dict[str, Any]]:
    """The reader's contexts by name; the checks' own user has none."""
    said = machine.terminal.run("docker context ls --format json")
    listed = [json.loads(line) for line in str(said.stdout).splitlines()]
    return {context["Name"]: context for context in listed}


def _current(machine: Machine) -> str:
    (name,) = (name for name, facts in _contexts(machine).items() if facts["Current"])
    return name


@pytest.mark.second_host
def test_first_try(step: StepRun, host: Host, there: Host) -> None:
    result = step.run()
    assert str(result.stdout).strip() == info(there)["Name"] != info(host)["Name"]
    # Docker's own port is not needed.
    assert not there.socket("tcp://2375").is_listening
    assert not there.socket("tcp://2376").is_listening


def test_create(step: StepRun, machine: Machine) -> None:
    step.run()
    made = _contexts(machine)["trial-upstairs"]
    assert made["DockerEndpoint"] == ADDRESS
    assert made["Description"] == "The host upstairs"
    assert _current(machine) == "default"


def test_list(step: StepRun) -> None:
    result = step.run()
    header, *rows = str(result.stdout).splitlines()
    assert header.startswith("NAME")
    assert [row.split()[:2] for row in rows] == [["default", "*"], ["trial-upstairs", "The"]]
    assert ADDRESS in rows[1]


@pytest.mark.second_host
def test_run_there(step: StepRun, there: Host) -> None:
    result = step.run()
    assert str(result.stdout).endswith("\ntrial-web\n")
    facts = json.loads(there.check_output("docker inspect trial-web"))[0]
    assert facts["State"]["Running"]
    assert facts["Config"]["Image"] == "nginx:1.29"


def test_not_here(step: StepRun, machine: Machine, host: Host) -> None:
    assert step.run().text == ""
    # One that has ended, which a list without --all leaves out.
    machine.terminal.check("docker create --name ours hello-world")
    assert step.again().text == "ours\n"
    machine.terminal.check("docker rm ours; docker rmi hello-world")
    assert host.run("docker image inspect nginx:1.29").rc != 0


@pytest.mark.second_host
def test_use(step: StepRun, machine: Machine) -> None:
    result = step.run()
    assert str(result.stdout).endswith("\ntrial-web\n")
    assert _current(machine) == "trial-upstairs"
    assert machine.terminal.run('echo "$before"').text == "default\n"
    # Done once more, it still remembers the context from before.
    assert step.again().exit == 0
    assert machine.terminal.run('echo "$before"').text == "default\n"


@pytest.mark.second_host
def test_folder_of_there(step: StepRun, there: Host) -> None:
    result = step.run()
    assert str(result.stdout) == there.file("/etc/hostname").content_string
    assert there.check_output("docker ps --all --format '{{.Names}}'") == "trial-web"
    assert there.run("docker image inspect busybox:1.37").rc == 0


def test_variable_wins(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).strip() == info(host)["Name"]
    assert "overrides active context" in str(result.stderr) or str(result.stderr) == ""


@pytest.mark.second_host
def test_remove_web(step: StepRun, machine: Machine, host: Host, there: Host) -> None:
    step.run()
    assert there.check_output("docker ps --all --quiet") == ""
    # A reader who did not switch keeps a container of this name on their own host.
    machine.terminal.run("docker context use default")
    made = machine.terminal.check("docker create --name trial-web hello-world")
    assert made.exit == 0, made.text
    step.again()
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "trial-web"
    machine.terminal.check("docker rm trial-web; docker rmi hello-world")
    machine.terminal.run("docker context use trial-upstairs")


def test_back(step: StepRun, machine: Machine, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == info(host)["Name"]
    assert _current(machine) == "default"
    # Who has used a context of his own is given that one back.
    own = "docker context create own --docker host=unix:///run/docker.sock"
    machine.terminal.run(f"{own}; docker context use own; before=$(docker context show)")
    machine.terminal.run("docker context use trial-upstairs")
    step.again()
    assert _current(machine) == "own"
    # A shell that does not know which one it was leaves the context as it is.
    machine.terminal.run("kept=$before; unset before; docker context use trial-upstairs")
    assert "before: parameter null or not set" in step.again().text
    assert _current(machine) == "trial-upstairs"
    machine.terminal.run("before=$kept; docker context use own")
    machine.terminal.run("docker context use default; docker context rm own")


def test_remove(step: StepRun, machine: Machine) -> None:
    step.run()
    assert set(_contexts(machine)) == {"default"}
