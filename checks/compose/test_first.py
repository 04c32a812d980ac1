"""A container as a command, then the same one as a file."""

from __future__ import annotations

import json

from testinfra.host import Host

from checks.compose.facts import containers, ids, made, published
from checks.folder import elsewhere
from checks.images.facts import has_image
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME


def test_docker_run(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    facts = json.loads(host.check_output("docker inspect first-web"))[0]
    assert published(facts) == {"80/tcp": ["8080"]}
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    assert facts["Config"]["Image"] == "nginx:1.29"
    assert facts["State"]["Running"]


def test_remove_run(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""


def test_version(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    assert str(step.run().stdout).startswith("Docker Compose version ")
    # What the page says of a plugin that is missing.
    old = "docker: 'nosuch' is not a docker command."
    new = "docker: unknown command: docker nosuch"
    assert (old if docker_version < (28,) else new) in host.run("docker nosuch").stderr


def test_write(step: StepRun, host: Host) -> None:
    step.run()
    assert step.machine.terminal.run("pwd").text.strip() == f"{HOME}/first"
    assert "nginx:1.29" in host.file(f"{HOME}/first/compose.yaml").content_string
    host.run("echo mine > %s/first/compose.yaml.mine", HOME)
    again = step.again()
    assert again.exit == 1
    assert "File exists" in again.text
    host.run("rm %s/first/compose.yaml.mine", HOME)


def test_up(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        step.run()
    facts = containers(host, "first")
    assert set(facts) == {"web-1"}
    assert facts["web-1"]["State"]["Running"]
    assert facts["web-1"]["Config"]["Image"] == "nginx:1.29"
    assert facts["web-1"]["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    assert published(facts["web-1"]) == {"80/tcp": ["8080"]}
    assert made(host, "network", "first") == {"first_default"}


def test_ps(step: StepRun) -> None:
    heading, line = str(step.run().stdout).splitlines()
    assert heading.split() == ["NAME", "IMAGE", "SERVICE", "PORTS"]
    assert line.split()[:3] == ["first-web-1", "nginx:1.29", "web"]


def test_fetch(step: StepRun) -> None:
    assert step.run().text == "<title>Welcome to nginx!</title>\n"


def test_logs(step: StepRun, host: Host) -> None:
    host.run("curl --silent http://localhost:8080/")
    [line] = str(step.run(hide={"agent": r'"(curl/[^"]*)"'}).stdout).splitlines()
    assert '"GET / HTTP/1.1" 200' in line
    assert not line.startswith("web-1")


def test_exec(step: StepRun) -> None:
    assert "nginx version: nginx/" in step.run(hide={"version": r"nginx/(\S+)"}).text


def test_change(step: StepRun, host: Host) -> None:
    before = ids(host, "first")
    with elsewhere(step):
        step.run()
    facts = containers(host, "first")
    assert published(facts["web-1"]) == {"80/tcp": ["8081"]}
    assert ids(host, "first") != before


def test_fetch_again(step: StepRun, host: Host) -> None:
    assert step.run().text == "<title>Welcome to nginx!</title>\n"
    assert host.run("curl --silent http://localhost:8080/").rc == 7


def test_down(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        step.run()
    assert containers(host, "first") == {}
    assert made(host, "network", "first") == set()
    assert has_image(host, "nginx:1.29")


def test_what_stays(step: StepRun, host: Host) -> None:
    assert step.run().text == "compose.yaml\n"
    # A container of the project would be told, also one that does not run.
    compose = f"cd {HOME}/first && docker compose"
    host.check_output(f"{compose} create")
    [container] = ids(host, "first").values()
    assert container in step.again().text
    host.check_output(f"{compose} down")
