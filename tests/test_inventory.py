"""The inventory script that the chapter on migration hands out, on servers that lack something."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from checks.guide.problem import ROOT

SCRIPT = ROOT / "assets" / "files" / "vm-inventory.sh"
_ASKS = 'command -v "$1" >/dev/null 2>&1'


def run(folder: Path, *words: str, hidden: str = "", systemd: bool = False, text: str = "") -> str:
    """What the script prints on a host without the programs `hidden`, with or without systemd."""
    text = text or SCRIPT.read_text(encoding="utf-8")
    assert _ASKS in text
    if hidden:
        text = text.replace(_ASKS, f'case "$1" in {hidden}) return 1 ;; esac; {_ASKS}')
    text = text.replace("/run/systemd/system", str(folder) if systemd else "/nonexistent")
    # The host's own data and packages are not the matter here, and may be many.
    text = text.replace("dpkg --verify", "echo ??5??????").replace('du -sxm "$place"', "echo 1")
    done = subprocess.run(
        ["sh", "-s", "--", *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def _section(said: str, title: str) -> str:
    return said.partition(f"== {title} ==\n")[2].partition("\n== ")[0].strip()


def test_without_systemd_services_come_from_the_run_level(tmp_path: Path) -> None:
    said = run(tmp_path, "en", hidden="rc-update")
    assert "systemd does not run here" in _section(said, "Not seen")
    assert "Services made by hand" not in said
    starts = {path.name for level in (2, 3) for path in Path("/etc").glob(f"rc{level}.d/S*")}
    assert {*_section(said, "Services that start by themselves").split()} == (starts or {"(none)"})


def test_another_distribution_says_what_it_cannot_tell(tmp_path: Path) -> None:
    said = run(tmp_path, "en", hidden="dpkg | apt-mark | rpm | apk | dnf")
    unseen = _section(said, "Not seen")
    assert "no package manager that this script knows" in unseen
    assert "changed settings cannot be told without dpkg or rpm" in unseen
    for title in ("Packages installed by hand", "Settings that differ from the package"):
        assert _section(said, title) == "(cannot be told: see the end)"
    # What needs no package manager is there all the same.
    assert _section(said, "Accounts that can log in").startswith("root uid=0 ")


def test_without_iproute2_ports_come_from_the_kernel(tmp_path: Path) -> None:
    said = run(tmp_path, "en", hidden="ss | ip")
    unseen = _section(said, "Not seen")
    assert "no ss (package iproute2" in unseen
    assert "no ip (package iproute2" in unseen
    ports = _section(said, "Ports that answer").splitlines()
    assert ports
    for line in ports:
        assert line == "(none)" or line.endswith(" ?")
        assert line == "(none)" or 0 < int(line.split()[1]) < 65536


def test_chinese_throughout(tmp_path: Path) -> None:
    said = run(
        tmp_path,
        "zh",
        hidden="ss | ip | openssl | dpkg | apt-mark | rpm | apk | dnf | psql | mysql",
    )
    titles = [line for line in said.splitlines() if line.startswith("== ")]
    assert len(titles) >= 15
    for line in [*titles, *_section(said, "没能看到的").splitlines()]:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in line), line


@pytest.mark.parametrize("word", ["-x", "--help"])
def test_an_unknown_option_is_named(word: str) -> None:
    done = subprocess.run(["sh", SCRIPT, word], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        f"vm-inventory.sh: unknown option {word}; usage: vm-inventory.sh [en|zh]\n"
    )


def test_an_ordinary_user_is_told_what_is_missing(tmp_path: Path) -> None:
    text = SCRIPT.read_text(encoding="utf-8").replace('[ "$(id -u)" = 0 ]', "false")
    text = text.replace("dpkg --verify", "echo ??5??????").replace('du -sxm "$place"', "echo 1")
    done = subprocess.run(
        ["sh", "-s", "--", "en"], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "not run as root" in _section(done.stdout, "Not seen")


def test_units_are_listed_without_the_values_of_variables(tmp_path: Path) -> None:
    units = tmp_path / "units"
    units.mkdir()
    (units / "shop.service").write_text(
        "[Service]\nType=forking\nUser=shop\nNice=5\n"
        'Environment="KEY=two words" OTHER=hidden\n'
        "Environment=URL=http://me:hidden@db/?mode=x\n"
        "ExecStartPre=/bin/true\nMemoryMax=1G\n",
        encoding="utf-8",
    )
    text = SCRIPT.read_text(encoding="utf-8").replace("/etc/systemd/system", str(units))
    said = run(tmp_path, "en", systemd=True, text=text)
    assert _section(said, "Services made by hand (no package brought them)").splitlines() == [
        str(units / "shop.service"),
        "    Type=forking",
        "    User=shop",
        "    Environment=KEY OTHER",
        "    Environment=URL",
        "    ExecStartPre=/bin/true",
        "    MemoryMax=1G",
    ]
