"""The scripts of the stand-in that can be tried without building it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from checks.guide.problem import ROOT

# As the image ubuntu:24.04 has it: a comment in sources.list, and two paragraphs.
DEB822 = """\
# See http://help.ubuntu.com/community/UpgradeNotes

Types: deb
URIs: http://archive.example/ubuntu/
Suites: noble noble-updates noble-backports
Components: main universe
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg

Types: deb
URIs: http://security.example/ubuntu/
Suites: noble-security
Components: main universe
"""
ONE_LINE = """\
deb [check-valid-until=no] http://archive.example/debian noble main
deb http://security.example/debian noble-security main
"""


def newer(folder: Path, **files: str) -> subprocess.CompletedProcess[str]:
    (folder / "sources.list.d").mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".d/", 1).replace("_", ".")).write_text(text)
    script = ROOT / "checks" / "lab" / "standin" / "build" / "newer.sh"
    command = ["sh", str(script), "noble", "plucky", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def sources(folder: Path) -> list[str]:
    found = sorted((folder / "sources.list.d").glob("newer.*"))
    return [path.read_text() for path in found]


def test_a_newer_suite_is_taken_from_deb822(tmp_path: Path) -> None:
    """Of the security archive it is not: that has no such suite, and apt would stop."""
    done = newer(tmp_path, sources_list="# moved\n", sources_list__ubuntu_sources=DEB822)
    assert done.returncode == 0, done.stderr
    _, deb822 = sources(tmp_path)
    assert deb822 == (
        "Types: deb\nURIs: http://archive.example/ubuntu/\nSuites: plucky\n"
        "Components: main universe\n"
        "Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n\n"
    )


@pytest.mark.parametrize("name", ["sources_list", "sources_list__debian_list"])
def test_a_newer_suite_is_taken_from_one_line_sources(tmp_path: Path, name: str) -> None:
    done = newer(tmp_path, **{name: ONE_LINE})
    assert done.returncode == 0, done.stderr
    lines, deb822 = sources(tmp_path)
    assert lines == "deb [check-valid-until=no] http://archive.example/debian plucky main\n"
    assert deb822 == ""


def test_where_there_is_no_source_that_is_said(tmp_path: Path) -> None:
    done = newer(tmp_path, sources_list="# nothing\n")
    assert done.returncode == 1
    assert (
        done.stderr == "None of apt's sources is for noble, so there is none to take plucky from.\n"
    )
