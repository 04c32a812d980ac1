"""The installer that readers download, on systems that the lab does not have.

On a machine of the lab its own lesson runs it.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.installer_system import COMMANDS, SCRIPT, System
from tests.needs import missing
from tests.os_releases import DERIVED, DOUBTFUL, SUPPORTED, UNKNOWN

DEBIAN = SUPPORTED["Debian 13"][0]
NO_SUCH_FILE, NO_CONNECTION = "22", "7"
"""Exit codes of curl."""


@pytest.fixture
def system(tmp_path: Path) -> System:
    """Debian 13 on amd64 with curl, unless a test says otherwise."""
    if os.geteuid() != 0:
        missing("needs root, for a mount namespace")
    made = System(tmp_path)
    made.release.write_text(DEBIAN)
    return made


def values(distribution: str, release: str, root: str = "https://download.docker.com") -> str:
    return (
        f"GPG {root}/linux/{distribution}/gpg, URIs {root}/linux/{distribution}, Suites {release}"
    )


@pytest.mark.parametrize("name", SUPPORTED)
def test_supported(system: System, name: str) -> None:
    text, distribution, release = SUPPORTED[name]
    system.release.write_text(text)
    said = system.planned()
    assert f"\nURIs: https://download.docker.com/linux/{distribution}\nSuites: {release}\n" in said
    # Of a release that is known, a dry run asks nobody.
    assert not (system.folder / "asked").exists()


@pytest.mark.parametrize("name", DERIVED)
def test_derived(system: System, name: str) -> None:
    text, distribution, release = DERIVED[name]
    system.release.write_text(text)
    for options in ((), ("--dry-run",)):
        # The values stand in both sentences.
        assert system.refused(*options).count(values(distribution, release)) == 2
    tuna = "https://mirrors.tuna.tsinghua.edu.cn/docker-ce"
    assert values(distribution, release, tuna) in system.refused("--mirror", "tuna")


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown(system: System, name: str) -> None:
    system.release.write_text(UNKNOWN[name])
    said = system.refused()
    assert UNKNOWN[name].split('"')[1] in said
    assert "Suites" not in said
    assert said.count("https://docs.docker.com/engine/install/") == 2 or "64-bit" in said


@pytest.mark.parametrize("name", DOUBTFUL)
def test_doubtful(system: System, name: str) -> None:
    system.release.write_text(DOUBTFUL[name])
    for options in ((), ("--dry-run",)):
        said = system.refused(*options, RELEASE_EXIT=NO_SUCH_FILE)
        assert DOUBTFUL[name].split('"')[1] in said
        assert said.count("(bullseye bookworm trixie)") == 1
    # Nobody can be asked: no answer is not "has it".
    assert "cannot download" in system.refused(RELEASE_EXIT=NO_CONNECTION)
    (system.folder / "etc/ssl/certs/ca-certificates.crt").unlink()
    assert "has no packages for" in system.refused()


def test_release_that_only_the_repository_knows(system: System) -> None:
    system.release.write_text(DOUBTFUL["Ubuntu 20.04"])
    done = system.run("--dry-run")
    assert done.returncode == 0
    assert "Suites: focal" in done.stdout
    english, chinese = done.stderr.splitlines()
    assert english.startswith("!! ubuntu 'focal' is not among")
    assert chinese.startswith("!! 据本脚本所知，ubuntu focal")


MALFORMED = {
    "without quotes": "PRETTY_NAME=Debian GNU/Linux 13\nID=debian\nVERSION_CODENAME=trixie\n",
    "Windows line ends": DEBIAN.replace("\n", "\r\n"),
    "a BOM": "\ufeffID=debian\nVERSION_CODENAME=trixie\n",
    "single quotes": "ID='debian'\nVERSION_CODENAME='trixie'\n",
    "double quotes": 'ID="debian"\nVERSION_CODENAME="trixie"\n',
    "blanks round the sign": "ID = debian\n VERSION_CODENAME =trixie \n",
    "comments": "# ID=x\n#ID=x\n\nID=debian\nVERSION_CODENAME=trixie\n#VERSION_CODENAME=sid\n",
    "no line end": "ID=debian\nVERSION_CODENAME=trixie",
    "twice": "ID=fedora\nID=debian\nVERSION_CODENAME=bookworm\nVERSION_CODENAME=trixie\n",
    "names of the script's own": DEBIAN
    + "root_url=https://x\nPATH=/nowhere\ncodename=sid\nsystem=x\n",
    "commands": DEBIAN
    + "touch /etc/apt/evil\n$(touch /etc/apt/evil)\nA=`touch /etc/apt/evil`\nexit 9\n",
    "longer names": DEBIAN + "MY_ID=x\nVARIANT_ID=server\nOLD_VERSION_CODENAME=sid\n",
    "an open quote": 'NAME="Debian\n' + DEBIAN,
    "Latin-1": DEBIAN,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_and_clear(system: System, name: str) -> None:
    data = MALFORMED[name].encode()
    system.release.write_bytes(data + (b"NAME=D\xe9bian\n" if name == "Latin-1" else b""))
    assert "/linux/debian\nSuites: trixie\n" in system.planned()


def test_dry_run_in_os_release_is_not_obeyed(system: System) -> None:
    system.release.write_text(DEBIAN + "dry_run=yes\n")
    assert "nothing was changed" not in system.run().stdout
    assert "install" in (system.folder / "changes").read_text()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "unknown here", id="empty"),
        pytest.param("\n# nothing\n", "unknown here", id="comments only"),
        pytest.param("ID=\nVERSION_CODENAME=trixie\n", "unknown here", id="no distribution"),
        pytest.param("ID=debian\n", "names no release", id="no release"),
        pytest.param("ID=debian\nVERSION_CODENAME=\n", "names no release", id="empty release"),
        pytest.param("ID=debian\nDEBIAN_CODENAME=trixie\n", "names no release", id="other name"),
        pytest.param(
            "ID=debian\nVERSION_CODENAME=../../x\n", "names no release", id="a path as release"
        ),
        pytest.param(
            'ID=debian\nVERSION_CODENAME="trixie main"\n', "names no release", id="two words"
        ),
        pytest.param("ID=Debian\nVERSION_CODENAME=trixie\n", "unknown here", id="capital"),
        pytest.param("ID=debian;ls\nVERSION_CODENAME=trixie\n", "unknown here", id="a command"),
    ],
)
def test_malformed_and_unclear(system: System, text: str, reason: str) -> None:
    system.release.write_text(text)
    assert reason in system.refused()


def test_os_release_is_no_file(system: System) -> None:
    system.release.unlink()
    assert "cannot be read" in system.refused()
    system.release.symlink_to("/nowhere")
    assert "cannot be read" in system.refused()
    system.release.unlink()
    system.release.mkdir()
    assert "cannot be read" in system.refused()
    system.release.rmdir()
    # The second place, where the first is missing.
    there = system.folder / "second"
    there.write_text(DEBIAN)
    assert "Suites: trixie" in system.planned(before=f"mount --bind {there} /usr/lib/os-release")


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("tuna", "https://mirrors.tuna.tsinghua.edu.cn/docker-ce"),
        ("USTC", "https://mirrors.ustc.edu.cn/docker-ce"),
        ("Aliyun", "https://mirrors.aliyun.com/docker-ce"),
        *(
            (f"https://m.example.com/docker-ce{end}", "https://m.example.com/docker-ce")
            for end in (
                "",
                "/",
                "///",
                "/linux",
                "/linux/",
                "/linux/ubuntu",
                "/linux/ubuntu/",
                "/linux/debian",
                "/linux/debian/gpg",
                "/linux/ubuntu/dists/noble/",
            )
        ),
        ("HTTPS://m.example.com/d", "https://m.example.com/d"),
        ("https://m.example.com:8443/a/b", "https://m.example.com:8443/a/b"),
        ("https://linux.example.com", "https://linux.example.com"),
        (
            "https://m.example.com/linux/mirrors/docker-ce",
            "https://m.example.com/linux/mirrors/docker-ce",
        ),
    ],
)
def test_mirror(system: System, address: str, root: str) -> None:
    said = system.planned(
        *((f"--mirror={address}",) if address.endswith("/") else ("--mirror", address))
    )
    assert f"\nURIs: {root}/linux/debian\n" in said
    assert f" {root}/linux/debian/gpg\n" in said


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--mirror",), "needs a name"),
        (("--mirror", ""), "needs a name"),
        (("--mirror=",), "needs a name"),
        (("--mirror", "--dry-run"), "needs a name"),
        (("--mirror", "tuna", "--mirror", "ustc"), "given twice"),
        (("--mirror=tuna", "--mirror=tuna"), "given twice"),
        (("--mirror", "http://m.example.com/docker-ce"), "must be https://"),
        (("--mirror", "m.example.com/docker-ce"), "begins with https://"),
        (("--mirror", "//m.example.com/docker-ce"), "begins with https://"),
        (("--mirror", "ftp://m.example.com"), "begins with https://"),
        (("--mirror", "tsinghua"), "Known names"),
        (("--mirror", "https://m.example.com/docker ce"), "not a plain"),
        (("--mirror", "https://user:secret@m.example.com/d"), "not a plain"),
        (("--mirror", "https://m.example.com/d?x=1"), "not a plain"),
        (("--mirror", "https://m.example.com/d\nSigned-By: x"), "not a plain"),
        (("--mirror", "https://镜像.example.com"), "not a plain"),
        (("--mirror", "https://"), "not a plain"),
        (("--mirorr", "tuna"), "unknown option"),
        (("tuna",), "unknown option"),
    ],
)
def test_mirror_refused(system: System, words: tuple[str, ...], reason: str) -> None:
    before = system.state()
    done = system.run(*words)
    assert done.returncode == 1
    assert reason in done.stderr
    assert "install_docker.sh：" in done.stderr
    assert system.state() == before


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_windows_line_ends(system: System, shell: str) -> None:
    script = system.folder / "install_docker.sh"
    script.write_bytes(SCRIPT.read_bytes().replace(b"\n", b"\r\n"))
    said = system.refused(shell=shell)
    # What it advises works.
    (command,) = set(re.findall(r"sed --in-place 's/.*/' install_docker\.sh", said))
    subprocess.run(command, shell=True, cwd=system.folder, check=True)
    assert script.read_bytes() == SCRIPT.read_bytes()


def test_sh(system: System) -> None:
    if Path("/bin/sh").resolve().name == "bash":
        missing("sh is bash here")
    assert "run it with bash" in system.refused(shell="sh")


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"ARCHITECTURE": "riscv64"}, "architecture riscv64"),
        ({"ARCHITECTURE": "i386"}, "architecture i386"),
        ({"ARCHITECTURE": "loong64"}, "architecture loong64"),
        ({"ARCHITECTURE": "armel"}, "architecture armel"),
        ({"ARCHITECTURE": "s390x"}, "architecture s390x"),
        ({"ARCHITECTURE": "armhf", "PROCESSOR": "armv6l"}, "ARMv6"),
        ({"KERNEL": "4.4.0-19041-Microsoft"}, "WSL 1"),
        ({"before": "rmdir /run/systemd/system"}, "systemd is not running"),
        (
            {"INSTALLED": "docker.io containerd"},
            "conflict with Docker's own: docker.io containerd.",
        ),
        ({"INSTALLED": "docker-buildx"}, "conflict with Docker's own: docker-buildx."),
        ({"before": "mkdir /var/lib/kubelet && touch /var/lib/kubelet/config.yaml"}, "Kubernetes"),
    ],
)
def test_host_refused(system: System, environment: dict[str, str], reason: str) -> None:
    assert reason in system.refused(**environment)
    assert reason in system.refused("--dry-run", **environment)


def test_raspberry_pi_without_packages(system: System) -> None:
    system.release.write_text(DERIVED["Raspberry Pi OS 13, 32-bit"][0])
    said = system.refused(ARCHITECTURE="armhf", PROCESSOR="armv6l")
    assert "ARMv6" in said
    assert "Suites" not in said


def test_kubernetes_node(system: System) -> None:
    system.command("kubelet", "")
    assert "Kubernetes" in system.refused(INSTALLED="containerd")
    # containerd.io is Docker's own package, and many clusters run on it.
    assert "Kubernetes" in system.refused(INSTALLED="containerd.io")
    # With docker-ce on the host the question is settled.
    assert "Suites" in system.planned(INSTALLED="docker-ce containerd.io")


def test_empty_kubelet_folder_is_no_node(system: System) -> None:
    assert "Suites" in system.planned(before="mkdir /var/lib/kubelet")


@pytest.mark.parametrize("kind", ["lxc", "lxc-libvirt", "openvz", "systemd-nspawn"])
def test_container_is_warned_of(system: System, kind: str) -> None:
    done = system.run("--dry-run", INSIDE=kind)
    assert done.returncode == 0
    english, chinese = done.stderr.splitlines()
    assert f"container ({kind})" in english
    assert f"容器（{kind}）" in chinese


@pytest.mark.parametrize("kind", ["docker", "wsl", ""])
def test_no_needless_warning(system: System, kind: str) -> None:
    system.planned(INSIDE=kind)


SOURCE = "Types: deb\nURIs: https://download.docker.com/linux/debian\nSuites: trixie\n"


@pytest.mark.parametrize(
    ("text", "active"),
    [
        (SOURCE, True),
        (SOURCE + "Enabled: yes\n", True),
        (SOURCE + "Enabled: true\n", True),
        (SOURCE + "Enabled: nope\n", True),
        *((SOURCE + f"Enabled: {word}\n", False) for word in ("no", "false", "off", "0")),
        *(
            (SOURCE + f"{line}\n", False)
            for line in ("enabled:No", "Enabled:\tFALSE ", "Enabled: disable")
        ),
        ("Enabled: without\n" + SOURCE, False),
        (f"{SOURCE}Enabled: off\n\n{SOURCE}", True),
        (f"{SOURCE}Enabled: off\n\nTypes: deb\nURIs: https://example.com\n", False),
        (SOURCE + "# Enabled: no\n", True),
        ((SOURCE + "Enabled: no\n").replace("\n", "\r\n"), False),
    ],
)
def test_other_source(system: System, text: str, active: bool) -> None:
    other = system.apt / "sources.list.d" / "other.sources"
    other.write_text(text)
    if active:
        assert "/etc/apt/sources.list.d/other.sources" in system.refused()
    else:
        assert "Suites: trixie" in system.planned()


def test_release_is_asked_for_first(system: System) -> None:
    assert "cannot download" in system.refused(RELEASE_EXIT=NO_CONNECTION)
    # A release that Docker has: then it is the address.
    assert "there is no Docker repository at" in system.refused(RELEASE_EXIT=NO_SUCH_FILE)
    # Without curl it cannot be: the prerequisites come first, then the question, then the key.
    (system.folder / "etc/ssl/certs/ca-certificates.crt").unlink()
    system.command("apt-get", COMMANDS["apt-get"] + "\ntouch /etc/ssl/certs/ca-certificates.crt")
    done = system.run(RELEASE_EXIT=NO_SUCH_FILE)
    assert done.returncode == 1
    assert "there is no Docker repository at" in done.stderr
    assert "gnupg" in (system.folder / "changes").read_text()
    assert "docker-ce" not in (system.folder / "changes").read_text()
    assert not [*(system.apt / "keyrings").iterdir()]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "sudo --preserve-env=https_proxy,http_proxy,no_proxy bash install_docker.sh"),
        (
            {"https_proxy": "http://p.example.com:3128"},
            "through the proxy http://p.example.com:3128",
        ),
        (
            {"HTTPS_PROXY": "http://p.example.com:3128"},
            "through the proxy http://p.example.com:3128",
        ),
        (
            {"APT_PROXY": "\\nhttp://p.example.com:3128\\n"},
            "sudo https_proxy=http://p.example.com:3128 bash install_docker.sh",
        ),
        ({"APT_PROXY": "DIRECT\\n"}, "sudo --preserve-env="),
    ],
)
def test_no_connection(system: System, environment: dict[str, str], words: str) -> None:
    assert words in system.refused(RELEASE_EXIT=NO_CONNECTION, **environment)
    # The same where the release was there and the key is not.
    said = system.run(KEY_EXIT=NO_CONNECTION, **environment).stderr
    assert words in said
    assert not (system.apt / "keyrings" / "docker.asc").exists()


def test_password_of_a_proxy_is_not_shown(system: System) -> None:
    for name in ("https_proxy", "APT_PROXY"):
        said = system.refused(RELEASE_EXIT=NO_CONNECTION, **{name: "http://me:secret@p.example:1"})
        assert "p.example:1" in said
        assert "secret" not in said


@pytest.mark.parametrize(
    "lock",
    ["/var/lib/dpkg/lock-frontend", "/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock"],
)
def test_waits_for_another_apt(system: System, lock: str) -> None:
    before = (
        f"mount -t tmpfs none /var/cache; mkdir -p {os.path.dirname(lock)}; "
        f"( exec 9> {lock}; exec sleep 8 > /dev/null 2>&1 ) & sleep 0.3"
    )
    done = system.run(before=before)
    assert done.returncode == 0, done.stderr
    waiting = [line for line in done.stdout.splitlines() if "sleep" in line]
    assert len(waiting) == 2
    assert waiting[0].startswith("== Another apt is at work (process ")
    assert waiting[1].startswith("== 另一个 apt 正在运行（进程 ")
    # A dry run waits for nobody.
    assert "sleep" not in system.planned(before=before)


def test_installs_and_leaves_nothing_else(system: System) -> None:
    done = system.run()
    assert done.returncode == 0, done.stderr
    assert (system.folder / "changes").read_text().splitlines() == [
        "apt-get update",
        "apt-get install --option DPkg::Lock::Timeout=600 --yes ca-certificates curl gnupg",
        "apt-get update",
        "apt-get install --option DPkg::Lock::Timeout=600 --yes docker-ce docker-ce-cli "
        "containerd.io docker-buildx-plugin docker-compose-plugin",
    ]
    assert [each.name for each in (system.apt / "keyrings").iterdir()] == ["docker.asc"]
    assert [each.name for each in (system.apt / "sources.list.d").iterdir()] == ["docker.sources"]
    # Asked before anything was changed, and once.
    release, key = (system.folder / "asked").read_text().split()
    assert release.endswith("/dists/trixie/InRelease")
    assert key.endswith("/linux/debian/gpg")


def test_needs_root(system: System) -> None:
    # Somebody else cannot enter the folder of the test: he gets the file as his input.
    somebody = 'exec < "$2"; shift 2; set -- setpriv --reuid=65534 --clear-groups bash -s -- "$@"'
    assert "installing needs root" in system.refused(before=somebody)
    assert "Suites: trixie" in system.planned(before=somebody)
