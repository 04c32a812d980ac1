"""An image made from a changed container, and why a Dockerfile is better."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.images.facts import containers, image, printed_by
from checks.lab.step_run import StepRun

PAGE = "/usr/share/nginx/html/index.html"
SERVE = ["nginx", "-g", "daemon off;"]


def test_start(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.docker("trial-workshop").is_running
    assert host.docker("trial-workshop").inspect()["Config"]["Image"] == "nginx:1.29"


def test_change(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output(f"docker exec trial-workshop cat {PAGE}") == "Made by hand"


def test_diff(step: StepRun) -> None:
    assert f"C {PAGE}" in str(step.run().stdout).splitlines()


def test_commit(step: StepRun, host: Host) -> None:
    step.run()
    made, base = image(host, "trial-site:hand"), image(host, "nginx:1.29")
    assert made["RootFS"]["Layers"][:-1] == base["RootFS"]["Layers"]
    assert made["Comment"] == "New front page"
    assert made["Author"] == "Reader <reader@example.com>"
    assert host.docker("trial-workshop").is_running


def test_show_commit(step: StepRun) -> None:
    assert str(step.run().stdout) == "New front page, Reader <reader@example.com>\n"


def test_run_commit(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "Made by hand\n"
    assert containers(host) == {"trial-workshop"}


@pytest.mark.differs(
    zh="基础镜像是实验室做的，只有一层；官方镜像会列出自己的许多层。",
    en="The lab's base image is one layer; an official one lists many of its own.",
)
def test_history_commit(step: StepRun) -> None:
    newest = str(step.run().stdout).splitlines()[1]
    assert "nginx -g" in newest
    assert newest.rstrip().endswith("New front page")


def test_build(step: StepRun, host: Host) -> None:
    step.run()
    made, base = image(host, "trial-site:file"), image(host, "nginx:1.29")
    assert made["RootFS"]["Layers"][:-1] == base["RootFS"]["Layers"]
    assert printed_by(host, "trial-site:file", f"cat {PAGE}") == "Made by a Dockerfile"


@pytest.mark.differs(
    zh="基础镜像是实验室做的，只有一层；官方镜像会列出自己的许多层。",
    en="The lab's base image is one layer; an official one lists many of its own.",
)
def test_history_build(step: StepRun) -> None:
    newest = str(step.run().stdout).splitlines()[1]
    assert 'echo "Made by a Dockerfile"' in newest


def test_commit_command(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == '["touch","/usr/share/nginx/html/ready"]'
    assert image(host, "trial-site:setup")["Config"]["Cmd"][0] == "touch"
    assert "trial-setup" in containers(host)


def test_commit_change(step: StepRun, host: Host) -> None:
    step.run()
    assert image(host, "trial-site:setup")["Config"]["Cmd"] == SERVE
    assert host.docker("trial-site").inspect()["Config"]["Image"] == "trial-site:setup"
    assert host.docker("trial-site").is_running
    assert host.run("docker exec trial-site ls /usr/share/nginx/html/ready").rc == 0


def test_change_volume(step: StepRun, host: Host) -> None:
    step.run()
    (mount,) = host.docker("trial-store").inspect()["Mounts"]
    assert (mount["Type"], mount["Destination"]) == ("volume", "/data")
    # What the container wrote is in its volume: the image is not the reason why it is missing.
    assert host.file(f"{mount['Source']}/lost").content_string == "lost\n"
    assert json.dumps(image(host, "trial-store:1")["Config"]["Volumes"]) == '{"/data": {}}'


def test_volume_lost(step: StepRun, host: Host) -> None:
    before = containers(host)
    result = step.run(exit=1)
    assert str(result.stdout) == "kept\n"
    assert "/data/lost': No such file" in str(result.stderr).replace("lost:", "lost':")
    assert containers(host) == before


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
    assert host.check_output("docker volume ls --quiet") == ""
