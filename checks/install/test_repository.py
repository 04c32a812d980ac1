"""Route 1: Docker's own apt repository; then what comes after an installation."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.guide.record import Supply
from checks.install.facts import (
    HIDE_KEY,
    SOURCE,
    assert_fingerprint,
    assert_installed,
    assert_keeps_source,
    assert_key,
    assert_no_source_without_key,
    assert_refusal_is_told,
    assert_source,
    assert_works,
    install_empty,
    make_bare,
    strict_umask,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

MACHINE = "fresh"

CONFLICTS = (
    "docker.io",
    "docker-cli",
    "docker-buildx",
    "docker-compose",
    "docker-compose-v2",
    "docker-doc",
    "podman-docker",
    "containerd",
    "runc",
)
"""What Docker's own documentation removes first, and `docker-cli`, which it forgets: see `REAL`."""

REAL = ("containerd", "runc", "docker-cli", "docker-buildx", "docker-compose")
"""Installed as they are, where the archive has them: Docker's packages hold the same files as the
last two and do not say so, and dpkg refuses them (https://github.com/docker/docs/pull/25506)."""

INSTALL_LIMIT = 300.0
"""Seconds for a step that downloads and installs packages."""


@pytest.fixture(scope="module", autouse=True)
def prepared(machine: Machine) -> None:
    """A server on which somebody tried another Docker, and which lacks the page's prerequisites."""
    done = machine.terminal.check(
        f"apt-get update && known=$(apt-cache --names-only search . | cut -d' ' -f1) && "
        f"apt-get install --yes --no-install-recommends "
        f"$(printf '%s\\n' $known | grep -xE '{'|'.join(REAL)}')",
        INSTALL_LIMIT,
    )
    assert done.exit == 0, done.text
    there = machine.terminal.check(f"dpkg-query -W -f '${{Package}} ' {' '.join(REAL)}").stdout
    # podman-docker and docker-cli do not go together.
    apart = {*str(there).split(), "podman-docker"}
    install_empty(machine, *(name for name in CONFLICTS if name not in apart))
    make_bare(machine)


def test_check_architecture(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout).strip() in ("amd64", "arm64")


def test_check_release(step: StepRun, host: Host) -> None:
    result = step.run()
    name = host.check_output(". /etc/os-release; echo $PRETTY_NAME")
    codename = host.check_output(". /etc/os-release; echo $VERSION_CODENAME")
    assert str(result.stdout) == f"{name} ({codename})\n"


def test_check_room(step: StepRun, host: Host) -> None:
    result = step.run(hide={"disk": r"^(/\S+|overlay)", "room": r" ([\d.]+[KMGT]?|\d+%) "})
    header, line = str(result.stdout).splitlines()
    assert header.split()[3] == "Avail"
    # The place, and a size as people read it.
    assert "/var/lib/docker".startswith(line.split()[-1])
    assert line.split()[3][-1] in "KMGT"


def test_check_container(step: StepRun, host: Host) -> None:
    # The lab's machine is a container of Docker's, or a virtual machine.
    said = str(step.run().stdout).strip()
    assert (said == "docker") == host.file("/.dockerenv").exists
    assert said in ("docker", "kvm", "qemu")


def test_check_cgroups(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout).strip() in ("cgroup2fs", "tmpfs")


def test_check_systemd(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout).strip() == "systemd"


@pytest.mark.stops_containers
def test_remove_conflicts(step: StepRun, machine: Machine, host: Host) -> None:
    for name in CONFLICTS:
        assert host.package(name).is_installed or name == "podman-docker", name
    step.run(limit=INSTALL_LIMIT)
    install_empty(machine, "podman-docker")
    step.again()
    for name in CONFLICTS:
        assert not host.package(name).is_installed, name
    assert host.package("sudo").is_installed
    # With none of them on the machine it does nothing and says nothing.
    machine.terminal.check("dpkg --purge " + " ".join(CONFLICTS))
    nothing = step.again()
    assert nothing.exit == 0
    assert nothing.text == ""


def test_install_prerequisites(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    for name in ("ca-certificates", "curl", "gnupg"):
        assert host.package(name).is_installed


def test_add_key(step: StepRun, machine: Machine, host: Host) -> None:
    # With a strict umask the key would be unreadable for apt's downloader; the step must cope.
    with strict_umask(machine):
        step.run()
    assert_key(host)
    assert_refusal_is_told(step, machine)


@pytest.mark.differs(
    zh="这是实验室的公钥，指纹与页面上写的 Docker 的指纹不同。",
    en="This is the key of the lab; its fingerprint is not the one of Docker that the page names.",
)
def test_check_key(step: StepRun, supply: Supply) -> None:
    step.run(hide={} if "download.docker.com" in supply.live else HIDE_KEY)
    assert_fingerprint(step, supply, "download.docker.com")


def test_add_source(step: StepRun, machine: Machine, host: Host) -> None:
    result = step.run()
    assert_source(host, "https://download.docker.com")
    assert str(result.stdout) == host.file(SOURCE).content_string
    assert_no_source_without_key(step, machine)
    assert_keeps_source(step, machine)
    assert host.file(SOURCE).content_string == str(result.stdout)


def test_update_index(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stderr) == ""
    assert "https://download.docker.com/linux/" in str(result.stdout)
    assert host.run("apt-cache show docker-ce").rc == 0


@pytest.mark.differs(
    zh="实验室的软件源里只有一个版本；Docker 的列出许多。",
    en="The lab's repository has one version only; Docker's lists many.",
)
def test_show_candidate(step: StepRun, host: Host) -> None:
    result = step.run()
    candidate = next(line for line in str(result.stdout).splitlines() if "Candidate:" in line)
    assert candidate.split()[1].startswith("5:")
    assert "https://download.docker.com/linux/" in str(result.stdout)
    assert not host.package("docker-ce").is_installed


def test_install_engine(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    assert_installed(host)
    assert_works(host)


def test_check_service(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "active\nenabled\n"
    assert_works(host)


@pytest.mark.differs(
    zh="Go 版本、提交和构建时间是实验室构建的；Docker 发布的与此不同。",
    en="Go version, commit and build time are those of the lab's build, not of Docker's.",
)
def test_show_versions(step: StepRun) -> None:
    result = step.run()
    text = str(result.stdout)
    assert text.startswith("Client")
    assert "\nServer" in text


def test_permission_denied(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "permission denied" in str(result.stderr)
    assert "docker.sock" in str(result.stderr)


def test_show_socket(step: StepRun) -> None:
    result = step.run()
    assert str(result.stdout) == "srw-rw---- root:docker /run/docker.sock\n"


def test_join_group(step: StepRun, host: Host) -> None:
    before = set(host.user("reader").groups)
    step.run()
    assert set(host.user("reader").groups) == before | {"docker"}


def test_old_session(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "docker" not in str(result.stdout).split()
    assert "permission denied" in str(result.stderr)


def test_new_session(step: StepRun) -> None:
    step.log_in_again()
    result = step.run()
    groups, header = str(result.stdout).splitlines()
    assert "docker" in groups.split()
    assert header.startswith("CONTAINER ID")


@pytest.mark.differs(
    zh="问候语是实验室镜像的；官方的第一行是“Hello from Docker!”。",
    en="The greeting is of the lab's image; the official one begins: Hello from Docker!",
)
def test_hello_world(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Hello from Docker!" in str(result.stdout)
    assert host.check_output("docker ps --all --quiet") == ""
    assert host.run("docker image inspect hello-world").rc == 0


def test_group_is_root(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "/etc/sudoers' for reading: Permission denied" in str(result.stderr)
    assert (
        str(result.stdout).splitlines() == host.file("/etc/sudoers").content_string.splitlines()[:3]
    )
    assert host.check_output("docker ps --all --quiet") == ""
