"""Push: the name decides where an image goes, and nobody fetches a newer one unasked."""

from __future__ import annotations

import json

from testinfra.host import Host

from checks.images.facts import containers, image, printed_by
from checks.lab.step_run import StepRun

NAME = "localhost:5000/team/hello"
TAGS = "curl --silent http://localhost:5000/v2/team/hello/tags/list"


def pushed(host: Host) -> set[str]:
    """The tags that the registry has."""
    return set(json.loads(host.check_output(TAGS))["tags"])


def test_registry(step: StepRun, host: Host) -> None:
    # Where another's registry has the port, nothing goes there.
    other = "docker run --detach --name other-registry --publish 127.0.0.1:5000:5000 registry:3"
    host.check_output(other)
    assert "repositories" not in step.again(300).text
    host.check_output("docker rm --force --volumes push-registry other-registry")
    # Nothing is pushed yet; the registry may need a moment, which the command has to bear.
    result = step.run(limit=300)
    assert str(result.stdout).splitlines()[-1] == '{"repositories":[]}'
    assert host.docker("push-registry").inspect()["Config"]["Image"] == "registry:3"
    assert host.socket("tcp://127.0.0.1:5000").is_listening
    assert not host.socket("tcp://0.0.0.0:5000").is_listening


def test_name(step: StepRun, host: Host) -> None:
    result = step.run(limit=300)
    assert str(result.stderr) == ""
    assert printed_by(host, f"{NAME}:1") == "version 1"


def test_push(step: StepRun, host: Host) -> None:
    step.run()
    assert pushed(host) == {"1"}


def test_see(step: StepRun) -> None:
    result = step.run()
    assert json.loads(str(result.stdout)) == {"name": "team/hello", "tags": ["1"]}
    assert str(result.stderr) == ""


def test_pull_back(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Downloaded newer image" in str(result.stderr)
    assert str(result.stdout).splitlines()[-1] == "version 1"
    assert containers(host) == {"push-registry"}


def test_push_all(step: StepRun, host: Host) -> None:
    step.run()
    assert pushed(host) == {"1", "1.0", "latest"}


def test_newer_elsewhere(step: StepRun, host: Host) -> None:
    built = str(step.run().stdout).splitlines()[0]
    assert built.startswith("sha256:")
    assert image(host, NAME)["Id"] == image(host, f"{NAME}:1")["Id"] != built


def test_run_old(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "version 1\n"
    assert containers(host) == {"push-registry"}


def test_run_new(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == "version 2"
    assert containers(host) == {"push-registry"}


def test_push_missing(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert f"{NAME}:9" in str(result.stderr)
    assert "exist" in str(result.stderr)
    assert pushed(host) == {"1", "1.0", "latest"}


def test_push_denied(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "docker.io/library/team-hello" in str(result.stdout)
    assert "denied" in str(result.stderr)


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
    assert host.check_output("docker volume ls --quiet") == ""
