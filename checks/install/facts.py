"""What is true of a machine on which Docker was installed, whatever the route."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from testinfra.host import Host

from checks.guide.record import Supply
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

PACKAGES = (
    "docker-ce",
    "docker-ce-cli",
    "containerd.io",
    "docker-buildx-plugin",
    "docker-compose-plugin",
)
"""What Docker's own documentation installs: https://docs.docker.com/engine/install/ubuntu/"""

KEY = "/etc/apt/keyrings/docker.asc"
SOURCE = "/etc/apt/sources.list.d/docker.sources"

FINGERPRINT = "9DC8 5822 9FC7 DD38 854A  E2D8 8D81 803C 0EBF CD88"
"""Of Docker's release key (Docker Release (CE deb) <docker@docker.com>)."""

HIDE_KEY = {
    "fingerprint of the lab's key": r"\b(?!9DC8)((?:[0-9A-F]{4} *){9}[0-9A-F]{4})\b",
    "date": r"\b(\d{4}-\d\d-\d\d)\b",
}


def make_bare(machine: Machine) -> None:
    """A server that lacks what the page installs first, and on which a folder is not there yet."""
    done = machine.terminal.check(
        "apt-get update && apt-get purge --yes ca-certificates curl gnupg && "
        "rm -r /var/lib/apt/lists/* && rmdir --ignore-fail-on-non-empty /etc/apt/keyrings",
        300,
    )
    assert done.exit == 0, done.text


@contextmanager
def strict_umask(machine: Machine) -> Iterator[None]:
    """A reader whose files nobody else may read; a step must cope with that."""
    machine.terminal.run("umask 077")
    try:
        yield
    finally:
        machine.terminal.run("umask 022")


def assert_refusal_is_told(step: StepRun, machine: Machine) -> None:
    """Where there is no key, the step says so in one line; a key that is there stays as it is."""
    machine.terminal.check(
        "sed 's/^ID=.*/ID=nowhere/' /etc/os-release > /tmp/nowhere && "
        "mount --bind /tmp/nowhere /etc/os-release"
    )
    before = machine.terminal.check(f"sha256sum {KEY}").text
    try:
        with_key = step.again(60)
        with without_key(machine):
            without = step.again(60)
            assert machine.terminal.check(f"ls {KEY}").exit != 0
    finally:
        machine.terminal.check("umount /etc/os-release && rm /tmp/nowhere")
    for refused in (with_key, without):
        (said,) = str(refused.stderr).splitlines()
        assert said.startswith("curl: (22) ")
        assert refused.exit == 22
    assert machine.terminal.check(f"sha256sum {KEY}").text == before


@contextmanager
def without_key(machine: Machine) -> Iterator[None]:
    """A machine on which the key could not be had."""
    machine.terminal.check(f"mv {KEY} /root/kept")
    try:
        yield
    finally:
        machine.terminal.check(f"mv /root/kept {KEY}")


def assert_no_source_without_key(step: StepRun, machine: Machine) -> None:
    """Without a key the step says so and writes no source, which would stop apt."""
    machine.terminal.check(f"mv {SOURCE} /root/source")
    with without_key(machine):
        refused = step.again()
    assert refused.exit != 0
    assert KEY in str(refused.stderr)
    assert machine.terminal.check(f"ls {SOURCE}").exit != 0
    machine.terminal.check(f"mv /root/source {SOURCE}")


def assert_keeps_source(step: StepRun, machine: Machine) -> None:
    """A source that the reader had, and the copy of an earlier one, are there afterwards."""
    kept = "/etc/apt/docker.sources.before"
    for text in ("first", "second"):
        machine.terminal.check(f"echo {text} > {SOURCE}")
        assert step.again().exit == 0
    assert machine.terminal.check(f"cat {kept}.~1~ {kept}").text == "first\nsecond\n"
    machine.terminal.check(f"rm {kept} {kept}.~1~")


def install_empty(machine: Machine, *names: str) -> None:
    """Install packages of these names that hold nothing: for steps that go by the name."""
    done = machine.terminal.check(
        "cd $(mktemp -d) && for name in " + " ".join(names) + "; do mkdir -p $name/DEBIAN && "
        "printf 'Package: %s\\nVersion: 99\\nArchitecture: all\\nMaintainer: lab <lab@localhost>\\n"
        "Description: empty\\n' $name > $name/DEBIAN/control && dpkg-deb --build $name; done && "
        "dpkg --install ./*.deb"
    )
    assert done.exit == 0, done.text


def assert_works(host: Host) -> None:
    """The daemon runs, starts at boot, keeps images in a fit place, and the plugins are found."""
    docker = host.service("docker")
    assert docker.is_running
    assert docker.is_enabled
    info = json.loads(host.check_output("docker info --format '{{json .}}'"))
    # overlay2, or overlayfs with the containerd image store; vfs would mean a wrong machine.
    assert info["Driver"] in ("overlay2", "overlayfs")
    assert host.run("docker buildx version").rc == 0
    assert host.run("docker compose version").rc == 0


def assert_source(host: Host, root: str) -> None:
    """apt's source for Docker is the one that the page describes, and anybody may read it."""
    system = host.check_output(". /etc/os-release; echo $ID ${UBUNTU_CODENAME:-$VERSION_CODENAME}")
    name, codename = system.split()
    architecture = host.check_output("dpkg --print-architecture")
    source = host.file(SOURCE)
    assert source.content_string.splitlines() == [
        "Types: deb",
        f"URIs: {root}/linux/{name}",
        f"Suites: {codename}",
        "Components: stable",
        f"Architectures: {architecture}",
        f"Signed-By: {KEY}",
    ]
    assert source.mode & 0o044 == 0o044


def assert_key(host: Host) -> None:
    """The key is there, and apt's unprivileged downloader may read it."""
    key = host.file(KEY)
    assert key.content_string.startswith("-----BEGIN PGP PUBLIC KEY BLOCK-----")
    assert key.mode == 0o644
    assert host.file("/etc/apt/keyrings").mode == 0o755


def assert_fingerprint(shown: StepRun, supply: Supply, service: str) -> None:
    """The step shows one key: Docker's, or the lab's where `service` is stood in for."""
    text = str(shown.result.stdout) if shown.result else ""
    assert text.count("pub ") == 1
    if service in supply.live:
        assert FINGERPRINT in text
    else:
        assert "Stand-in for the Docker repository" in text


def assert_installed(host: Host) -> None:
    """All five packages are installed, and nothing is half done."""
    for name in PACKAGES:
        assert host.package(name).is_installed, name
    assert host.check_output("dpkg --audit") == ""
