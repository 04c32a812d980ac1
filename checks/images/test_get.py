"""Images: fetch, list, look at them, run one; digests and platforms."""

from __future__ import annotations

import json
import re

import pytest
from testinfra.host import Host

from checks.images.facts import containers, image, listed, names, short_id
from checks.lab.step_run import StepRun

PULLED = {"ubuntu:24.04", "nginx:1.28", "nginx:1.29", "busybox:latest"}


def test_pull(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert names(host) == {"ubuntu:24.04"}


def test_pull_more(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert names(host) == PULLED


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_list(step: StepRun) -> None:
    assert listed(step.run()) == PULLED


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_list_repository(step: StepRun) -> None:
    assert listed(step.run()) == {"nginx:1.28", "nginx:1.29"}


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_filter(step: StepRun) -> None:
    assert listed(step.run()) == {"nginx:1.28", "nginx:1.29"}


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_format(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    told = host.check_output("docker images --format json").splitlines()
    facts = [json.loads(line) for line in told]
    assert lines == [f"{fact['Repository']}:{fact['Tag']} {fact['Size']}" for fact in facts]


def test_inspect(step: StepRun, host: Host) -> None:
    result = step.run()
    fact = image(host, "nginx:1.29")
    command = json.dumps(fact["Config"]["Cmd"], separators=(",", ":"))
    assert str(result.stdout) == f"{fact['Os']}/{fact['Architecture']} {command}\n"
    assert "daemon off" in command


@pytest.mark.differs(
    zh="基础镜像是实验室做的，只有一层；官方镜像会列出自己的许多层。",
    en="The lab's base image is one layer; an official one lists many of its own.",
)
def test_history(step: StepRun, host: Host) -> None:
    header, newest, *_ = str(step.run().stdout).splitlines()
    assert header.split()[:2] == ["IMAGE", "CREATED"]
    assert newest.split()[0] == short_id(host, "nginx:1.29")


def test_run(step: StepRun, host: Host) -> None:
    result = step.type("tty\n", "exit\n", hide={"host name": r"root@([0-9a-f]{12})"})
    assert "/dev/pts/0" in str(result.stdout)
    (name,) = containers(host)
    fact = json.loads(host.check_output("docker inspect %s", name))[0]
    assert fact["Config"]["OpenStdin"]
    assert fact["Config"]["Tty"]
    assert (fact["Config"]["Image"], fact["Config"]["Cmd"]) == ("ubuntu:24.04", ["bash"])


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_disk_use(step: StepRun, host: Host) -> None:
    header, images, *_ = str(step.run().stdout).splitlines()
    assert header.split() == ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
    # Four images, of which the stopped container holds one.
    assert images.split()[:3] == ["Images", "4", "1"]


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_disk_use_each(step: StepRun) -> None:
    text = str(step.run(hide={"name": r"(\w+)$(?=\n\nLocal Volumes)"}).stdout)
    assert "SHARED SIZE" in text
    for name in ("ubuntu", "busybox", "nginx"):
        assert re.search(rf"^{name} .* \d+$", text, re.MULTILINE), name


def test_remember_digest(step: StepRun, host: Host) -> None:
    pinned = str(step.run().stdout)
    assert [pinned.strip()] == image(host, "nginx:1.29")["RepoDigests"]


def test_pull_digest(step: StepRun, host: Host) -> None:
    before = image(host, "nginx:1.29")
    step.run(limit=300)
    after = image(host, before["RepoDigests"][0])
    assert after["Id"] == before["Id"]
    # The containerd store lists the digest among the names; a tag it is not.
    assert [name for name in after["RepoTags"] if "@" not in name] == []


@pytest.mark.differs(
    zh="镜像是实验室做的，大小和创建时间与官方的不同。",
    en="The lab built these images; the official ones have other sizes and ages.",
)
def test_list_digests(step: StepRun) -> None:
    rows = [row.split() for row in str(step.run().stdout).splitlines()[1:]]
    assert {row[0] for row in rows} == {"nginx"}
    assert {row[1] for row in rows} == {"1.28", "<none>"}
    assert all(row[2].startswith("sha256:") for row in rows)


def test_pull_platform(step: StepRun, host: Host, containerd_store: bool) -> None:
    native = image(host, "busybox")["Architecture"]
    result = step.run()
    # containerd's store keeps both under one name, and shows the host's own.
    shown = native if containerd_store else "arm64"
    assert str(result.stdout).splitlines()[-1] == f"linux/{shown}"
    assert image(host, "busybox")["Architecture"] == shown
    assert host.run("docker run --rm --platform linux/arm64 --pull never busybox").rc != 125


def test_run_foreign(step: StepRun, host: Host) -> None:
    # It works where the processor is that one, or where QEMU is registered for it.
    runs = host.run("docker run --rm --platform linux/arm64 busybox true").rc
    before = containers(host)
    result = step.run(exit=runs)
    if runs == 0:
        assert "aarch64" in str(result.stdout)
    else:
        assert re.search(r"exec \S*uname.*: exec format error", str(result.stderr))
    assert containers(host) == before


def test_pull_native(step: StepRun, host: Host) -> None:
    before = containers(host)
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == host.check_output("uname -m")
    assert containers(host) == before


def test_pull_missing(step: StepRun, host: Host) -> None:
    before = names(host)
    result = step.run(exit=1)
    assert re.search(r"nginx:0\.0\b.* not found", str(result.stderr))
    assert names(host) == before
