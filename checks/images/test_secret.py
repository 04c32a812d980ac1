"""A token that a build needs: two ways to lose it, and the one that keeps it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.folder import assert_new_folder, assert_writes_only_there, folder
from checks.images.facts import containers, has_image, printed_by
from checks.lab.step_run import StepRun

TOKEN = "hush-2026"


def test_write_token(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host, {"token"})
    assert host.file(f"{folder(step.machine)}/token").content_string == TOKEN


def test_mount(step: StepRun, host: Host) -> None:
    step.run()
    assert has_image(host, "tight")


def test_used(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == f"{len(TOKEN)}\n"
    assert containers(host) == set()


def test_forgotten(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "secret token: not found" in str(result.stderr)


def test_stale(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[1:] == [str(len(TOKEN))]
    assert host.file(f"{folder(step.machine)}/token").content_string == f"{TOKEN}-12"
    assert containers(host) == set()
    assert_writes_only_there(step, host, "folder", "token")


def test_stale_cure(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[1:] == [str(len(f"{TOKEN}-12"))]
    assert printed_by(host, "tight", "cat /length") == "12"
    assert containers(host) == set()


@pytest.mark.differs(
    zh="基础镜像是实验室做的，只有一层；官方镜像会列出自己的许多层。",
    en="The lab's base image is one layer; an official one lists many of its own.",
)
def test_leak_argument(step: StepRun) -> None:
    result = step.run(limit=300)
    number, newest, *_ = str(result.stdout).splitlines()
    assert number.startswith("sha256:")
    assert newest.startswith(f'RUN |1 TOKEN={TOKEN}-12 /bin/sh -c test -n "$TOKEN"')
    assert "#1" not in str(result.stderr)


def test_leak_copy(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "/token': No such file" in str(result.stderr).replace("/token:", "/token':")
    assert "#1" not in str(result.stderr)
    assert has_image(host, "leaky:copy")
    assert containers(host) == set()


def test_search(step: StepRun, host: Host) -> None:
    (found,) = str(step.run().stdout).splitlines()
    assert found.startswith("unpacked/blobs/sha256/")
    assert TOKEN in host.check_output(f"zgrep --text {TOKEN} {folder(step.machine)}/{found}")
    # What the reader calls by that name stays.
    assert_writes_only_there(step, host, "folder", "unpacked")


@pytest.mark.differs(
    zh="基础镜像是实验室做的，只有一层；官方镜像会列出自己的许多层。",
    en="The lab's base image is one layer; an official one lists many of its own.",
)
def test_absent(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert str(result.stdout).startswith("RUN /bin/sh -c wc -c < /run/secrets/token > /length")
    assert TOKEN not in result.text
    assert "No such file" in str(result.stderr)
    # The search did look at this image, and not at the one before.
    unpacked = host.check_output(f"cat {folder(step.machine)}/unpacked/manifest.json")
    assert '"tight:latest"' in unpacked
    assert containers(host) == set()
