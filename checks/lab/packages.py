"""Docker's own packages from a folder: what somebody behind a firewall has carried in."""

from __future__ import annotations

import re
from pathlib import Path

from checks.lab.error import LabError

NEEDED = (
    "containerd.io",
    "docker-buildx-plugin",
    "docker-ce",
    "docker-ce-cli",
    "docker-compose-plugin",
)
"""What the guide installs by name (https://docs.docker.com/engine/install/ubuntu/)."""

_NAME = re.compile(r"(?P<name>[a-z0-9][a-z0-9.+-]*)_(?P<version>[^_]+)_(?P<architecture>\w+)\.deb")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "armhf"}
_DEB = b"!<arch>\ndebian-binary"


def packages(folder: Path, machine: str) -> dict[str, bytes]:
    """The packages in `folder` by file name, as Docker's repository is to serve them.

    `machine` is the engine's architecture as it says it (`x86_64`). Raises LabError, naming the
    file, if one is no package, is for another architecture or there twice, or if one is missing.
    """
    wanted = _ARCHITECTURES.get(machine, machine)
    found: dict[str, Path] = {}
    if not folder.is_dir():
        raise _wrong(f"there is no folder {folder}")
    for path in sorted(folder.glob("*.deb")):
        match = _NAME.fullmatch(path.name)
        if not match:
            raise _wrong(f"{path}: the name is not NAME_VERSION_ARCHITECTURE.deb")
        if match["architecture"] not in (wanted, "all"):
            raise _wrong(f"{path}: it is for {match['architecture']}; the machines are {wanted}")
        if match["name"] in found:
            twice = found[match["name"]].name
            raise _wrong(f"{path}: {match['name']} is there twice, also as {twice}")
        with path.open("rb") as file:
            if not file.read(len(_DEB)).startswith(_DEB):
                raise _wrong(f"{path}: it is no Debian package (an unfinished download?)")
        found[match["name"]] = path
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise _wrong(f"{folder} lacks {', '.join(missing)}")
    return {path.name: path.read_bytes() for path in found.values()}


def _wrong(what: str) -> LabError:
    return LabError(
        f"--docker-packages: {what}.",
        "Put Docker's packages for one release and one architecture into the folder, one version "
        f"of each: {', '.join(NEEDED)}; docker-ce-rootless-extras may come with them.",
    )
