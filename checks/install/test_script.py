"""Route 3: the installer that the page hands out."""

from __future__ import annotations

from shlex import quote

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


def changes(host: Host) -> str:
    """All that an installation would change: packages, and the files of /etc/apt."""
    return str(
        host.check_output("dpkg --get-selections; find /etc/apt -exec stat -c '%n %Y %i' {} +")
    )


def test_dry_run(step: StepRun, host: Host) -> None:
    before = changes(host)
    result = step.run()
    assert changes(host) == before
    text = str(result.stdout)
    for command in (
        "apt-get update",
        "/etc/apt/keyrings",
        "https://download.docker.com/linux/",
        "docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin",
    ):
        assert command in text


@pytest.mark.differs(
    zh="打印的是实验室公钥的指纹；你看到的是 Docker 的。",
    en="The fingerprint is that of the lab's key; you see Docker's.",
)
def test_install(step: StepRun, host: Host) -> None:
    refused = host.run(
        "printf 'ID=fedora\\nPRETTY_NAME=Fedora\\n' > /tmp/release && unshare --mount sh -c '"
        "mount --bind /tmp/release /etc/os-release && bash /home/reader/install_docker.sh'"
    )
    assert refused.rc != 0
    assert "Fedora" in refused.stderr
    assert not host.file(SOURCE).exists
    # A release that the repository does not have: it is asked before anything is changed.
    host.check_output("apt-get update && apt-get install --yes ca-certificates curl")
    before = changes(host)
    refused = host.run(
        "sed 's/^VERSION_CODENAME=.*/VERSION_CODENAME=lory/' /etc/os-release > /tmp/release && "
        "unshare --mount sh -c 'mount --bind /tmp/release /etc/os-release && "
        "bash /home/reader/install_docker.sh'"
    )
    assert refused.rc == 1
    assert "has no packages for" in refused.stderr
    assert changes(host) == before

    step.run(limit=300, hide=HIDE_KEY)
    assert_key(host)
    assert_source(host, "https://download.docker.com")
    assert_installed(host)
    assert_works(host)


def assert_waits_for_apt(step: StepRun) -> None:
    """It waits where apt itself ends at once: for the lists, and for dpkg."""
    for lock in ("/var/lib/apt/lists/lock", "/var/lib/dpkg/lock-frontend"):
        # Held until the installer waits: its own `sleep 2`, which nobody else runs here. (apt's
        # own daily run may have it at first.)
        hold = (
            "use Fcntl; open(my $file, '>', shift); "
            "my $lock = pack('ssx4qqix4', F_WRLCK, 0, 0, 0); "
            "fcntl($file, F_SETLKW, $lock) or die; mkdir '/run/held'; "
            "sleep 1 until qx(pgrep -xf 'sleep 2')"
        )
        held = step.machine.terminal.check(
            f"setsid perl -e {quote(hold)} {lock} > /run/holder 2>&1 & "
            "sleep 1; until rmdir /run/held; do sleep 1; done 2> /dev/null"
        )
        assert held.exit == 0, held.text
        waited = step.again(300)
        assert waited.exit == 0, waited.text
        assert ", perl)" in str(waited.stdout)


def assert_proxy_is_handed_on(machine: Machine) -> None:
    """sudo keeps the shell's proxy to itself, unless it is told by name to hand it on."""
    call = "https_proxy=http://127.0.0.1:9 sudo {}bash install_docker.sh"
    assert machine.terminal.run(call.format(""), 300).exit == 0
    refused = machine.terminal.run(
        call.format("--preserve-env=https_proxy,http_proxy,no_proxy "), 300
    )
    assert refused.exit == 1
    assert "through the proxy http://127.0.0.1:9" in str(refused.stderr)


@pytest.mark.differs(
    zh="打印的是实验室公钥的指纹；你看到的是 Docker 的。",
    en="The fingerprint is that of the lab's key; you see Docker's.",
)
def test_install_again(step: StepRun, machine: Machine, host: Host) -> None:
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
    assert_waits_for_apt(step)
    assert_proxy_is_handed_on(machine)
    assert state() == before


@pytest.mark.differs(
    zh="打印的是实验室公钥的指纹；你看到的是 Docker 的。",
    en="The fingerprint is that of the lab's key; you see Docker's.",
)
def test_install_from_mirror(step: StepRun, host: Host) -> None:
    step.run(limit=300, hide=HIDE_KEY)
    assert_key(host)
    assert_source(host, "https://mirrors.tuna.tsinghua.edu.cn/docker-ce")
    assert_works(host)


def test_check_engine(step: StepRun, host: Host) -> None:
    result = step.run()
    version = host.check_output("docker version --format '{{.Server.Version}}'")
    assert str(result.stdout) == f"active\n{version}\n"
