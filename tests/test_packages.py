"""`--docker-packages`: what is taken as Docker's own packages, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.lab.error import LabError
from checks.lab.packages import NEEDED, packages
from checks.lab.verify import options

DEB = b"!<arch>\ndebian-binary   1700000000  0     0     100644  4         `\n2.0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Docker's packages as they lie in its repository."""
    for name in NEEDED:
        (tmp_path / f"{name}_29.7.2-1~debian.13~trixie_amd64.deb").write_bytes(DEB)
    return tmp_path


def test_a_folder_of_packages_is_served_under_its_names(folder: Path) -> None:
    (folder / "docker-ce-rootless-extras_29.7.2-1_amd64.deb").write_bytes(DEB)
    (folder / "notes.txt").write_text("not a package")
    # As `apt-get download` names them, with the epoch.
    ce = next(folder.glob("docker-ce_*"))
    ce.rename(folder / "docker-ce_5%3a29.7.2-1~debian.13~trixie_amd64.deb")
    found = packages(folder, "x86_64")
    assert len(found) == len(NEEDED) + 1
    assert set(found.values()) == {DEB}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("docker-ce_29.7.1-1_amd64.deb", DEB, "docker-ce is there twice"),
        ("docker-scan_1_arm64.deb", DEB, "it is for arm64; the machines are amd64"),
        ("docker-scan.deb", DEB, "the name is not NAME_VERSION_ARCHITECTURE.deb"),
        ("docker-ce (1)_29_amd64.deb", DEB, "the name is not"),
        ("docker-scan_1_amd64.deb", b"<html>403</html>", "it is no Debian package"),
        ("docker-scan_1_amd64.deb", b"", "it is no Debian package"),
        ("docker-scan_1_amd64.deb", DEB[:12], "it is no Debian package"),
    ],
)
def test_what_does_not_belong_is_named(folder: Path, name: str, data: bytes, said: str) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(LabError) as refused:
        packages(folder, "x86_64")
    assert said in refused.value.what
    assert name in refused.value.what


def test_what_is_missing_is_named(folder: Path) -> None:
    for gone in ("docker-compose-plugin", "containerd.io"):
        next(folder.glob(f"{gone}_*")).unlink()
    with pytest.raises(LabError, match=r"lacks containerd\.io, docker-compose-plugin"):
        packages(folder, "x86_64")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="there is no folder"):
        packages(tmp_path / "gone", "x86_64")
    with pytest.raises(LabError, match="lacks"):
        packages(tmp_path, "x86_64")


def test_it_is_an_option_of_verify(folder: Path) -> None:
    assert options(["--docker-packages", str(folder)]).docker_packages == folder
