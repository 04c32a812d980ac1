"""Route 3: the installer that the page hands out."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.guide.problem import ROOT
from checks.install.facts import (
    HIDE_KEY,
    KEY,
    SOURCE,
    assert_installed,
    assert_key,
    assert_source,
    assert_works,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

MACHINE = "fresh"


@pytest.fixture(scope="module", autouse=True)
def downloaded(machine: Machine) -> None:
    """The reader has downloaded the file from the page."""
    machine.put(ROOT / "assets" / "files" / "install_docker.sh", "install_docker.sh")


def test_dry_run(step: StepRun, host: Host) -> None:
    before = host.check_output("dpkg --get-selections; find /etc -newer /home/reader; ls /etc/apt")
    result = step.run()
    after = host.check_output("dpkg --get-selections; find /etc -newer /home/reader; ls /etc/apt")
    assert after == before
    text = str(result.stdout)
    for command in (
        "apt-get update",
        "/etc/apt/keyrings",
        "https://download.docker.com/linux/",
        "docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin",
    ):
        assert command in text


def test_install(step: StepRun, host: Host) -> None:
    refused = host.run(
        "printf 'ID=fedora\\nPRETTY_NAME=Fedora\\n' > /tmp/release && unshare --mount sh -c '"
        "mount --bind /tmp/release /etc/os-release && bash /home/reader/install_docker.sh'"
    )
    assert refused.rc != 0
    assert "Fedora" in refused.stderr
    assert not host.file(SOURCE).exists

    step.run(limit=300, hide=HIDE_KEY)
    assert_key(host)
    assert_source(host, "https://download.docker.com")
    assert_installed(host)
    assert_works(host)


def test_install_again(step: StepRun, host: Host) -> None:
    def state() -> str:
        return str(
            host.check_output(
                f"dpkg --get-selections; stat --format='%n %Y %i' {KEY} {SOURCE}; "
                "systemctl show --property=ActiveEnterTimestamp docker"
            )
        )

    before = state()
    step.run(limit=300, hide=HIDE_KEY)
    assert state() == before


def test_install_from_mirror(step: StepRun, host: Host) -> None:
    step.run(limit=300, hide=HIDE_KEY)
    assert_key(host)
    assert_source(host, "https://mirrors.tuna.tsinghua.edu.cn/docker-ce")
    assert_works(host)


def test_check_engine(step: StepRun, host: Host) -> None:
    result = step.run()
    version = host.check_output("docker version --format '{{.Server.Version}}'")
    assert str(result.stdout) == f"active\n{version}\n"
