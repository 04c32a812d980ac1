"""Which images run, whether the registry has newer ones, and a digest that is pinned and raised."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

DIGEST = r"sha256:[0-9a-f]{64}"
DOCKERFILE = f"{HOME}/trial-patch/Dockerfile"


@pytest.fixture(scope="module", autouse=True)
def images(machine: Machine) -> None:
    pull(machine, "nginx:1.29", "ubuntu:24.04")


def on_registry(host: Host, image: str) -> str:
    """The digest of the image that the registry has now."""
    said = str(host.check_output("docker buildx imagetools inspect %s", image))
    return next(line.split()[1] for line in said.splitlines() if line.startswith("Digest:"))


def test_run(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host) == {"trial-web"}


def test_which(step: StepRun, host: Host) -> None:
    there = on_registry(host, "nginx:1.29")
    assert str(step.run().stdout) == f"trial-web nginx:1.29 nginx@{there}\n"


def test_newer(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "trial-web nginx:1.29: current\n"
    # One that was built here, beside it: each has its line, and there is no error.
    own = "docker tag nginx:1.29 own:1 && docker run --detach --name own own:1"
    host.check_output(own)
    assert set(step.again().text.splitlines()) == {
        "trial-web nginx:1.29: current",
        "own own:1: not found on a registry",
    }
    host.check_output("docker rm --force own && docker image rm own:1")


def test_pending(step: StepRun) -> None:
    said = str(step.run(limit=120, hide={"number": r"(\d+) (?:not )?upgraded"}).stdout)
    assert re.fullmatch(r"\d+ upgraded, 0 newly installed, .*\n", said)


def test_packages(step: StepRun) -> None:
    lines = str(step.run(hide={"version": r"\t(\S+)$"}).stdout).splitlines()
    assert [line.split("\t")[0].partition(":")[0] for line in lines] == [
        "libc6",
        "libssl3t64",
        "tar",
        "zlib1g",
    ]
    assert all(re.search(r"\t\d", line) for line in lines)


def test_pin(step: StepRun, host: Host) -> None:
    assert re.fullmatch(rf"{DIGEST}\n", str(step.run(limit=120).stdout))
    text = host.file(DOCKERFILE).content_string
    assert text.startswith(f"FROM nginx:1.28@{on_registry(host, 'nginx:1.28')}\n")
    image = "docker run --rm trial-patch:1 cat /usr/share/nginx/html/patched.txt"
    assert host.check_output(image) == "patched"
    # A directory of this name that is there stays as it is.
    assert step.again().exit != 0


def test_raise(step: StepRun, host: Host) -> None:
    said = str(step.run(exit=1).stdout)
    assert re.search(rf"^< FROM nginx:1\.28@{DIGEST}$", said, re.MULTILINE)
    assert f"> FROM nginx:1.29@{on_registry(host, 'nginx:1.29')}\n" in said


def test_rebuild(step: StepRun) -> None:
    image, version = str(step.run(limit=120).stdout).splitlines()
    assert re.fullmatch(DIGEST, image)
    assert version.startswith("NGINX_VERSION=1.29")


def test_undo(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert not host.file(f"{HOME}/trial-patch").exists
    assert "trial-patch" not in host.check_output("docker image ls --format '{{.Repository}}'")
