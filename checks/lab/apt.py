"""The apt archive that the host itself is configured for, and root file systems made from it.

Where Docker Hub does not answer, everything that the lab needs comes from here. The archive's
address is read from the host's configuration each time and is written into no file of the guide.
"""

from __future__ import annotations

import functools
import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from checks.lab import cache
from checks.lab.bound import bound
from checks.lab.error import LabError, tail

_OPTIONS = re.compile(r'Acquire::(https?::Proxy|Check-Valid-Until|Check-Date|Retries)\b.*[^"]";')
"""Those that apt needs here; not where they are empty."""


@dataclass(frozen=True)
class Release:
    """A release that the lab is made from."""

    system: str
    version: str
    suite: str
    components: str
    docker: tuple[str, ...]
    """The packages that make an engine there."""

    @property
    def name(self) -> str:
        return f"{self.system}:{self.version}"


# Debian 12's own engine (20.10) asks for all capabilities and fails where the host withholds one;
# Debian 13's takes what there is. So it is always Debian 13, also on an older host.
RELEASES = {
    "debian": Release("debian", "13", "trixie", "main", ("docker.io", "docker-cli")),
    "ubuntu": Release("ubuntu", "24.04", "noble", "main universe", ("docker.io",)),
}


@dataclass(frozen=True)
class Archive:
    """The host's apt archive: where it is and how apt must be told to use it."""

    release: Release
    uri: str
    security: str | None
    options: tuple[str, ...]

    @property
    def sources(self) -> str:
        """One-line sources for `release`, with the updates that the host has configured too."""
        suite, components = self.release.suite, self.release.components
        lines = [f"deb {self.uri} {suite} {components}"]
        if self.security:
            lines.append(f"deb {self.security} {suite}-security {components}")
        return "\n".join(lines) + "\n"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names of the hosts that it lives on."""
        return tuple({urlsplit(uri).hostname or "" for uri in (self.uri, self.security) if uri})


@functools.cache  # asking apt takes a tenth of a second, and several want to know
def archive() -> Archive | None:
    """The archive of this host, or None where the host is neither Debian nor Ubuntu."""
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        return None
    family = [system.get("ID", ""), *system.get("ID_LIKE", "").split()]
    release = next((RELEASES[name] for name in reversed(family) if name in RELEASES), None)
    if release is None or not shutil.which("apt-get"):
        return None
    # Works from the configuration alone: nothing is fetched, and no list need be there.
    printed = _output("apt-get", "update", "--print-uris")
    found = re.findall(r"^'(\S+)/dists/(\S+)/InRelease'", printed, re.MULTILINE)
    suites = {suite: uri for uri, suite in found}
    codename = system.get("VERSION_CODENAME", "")
    others = (uri for uri in suites.values() if uri.endswith("/" + release.system))
    main = suites.get(codename) or next(others, None)
    if main is None:
        return None
    lines = _output("apt-config", "dump", "Acquire").splitlines()
    options = tuple(line for line in lines if _OPTIONS.fullmatch(line))
    return Archive(release, main, suites.get(f"{codename}-security"), options)


def bootstrap(archive: Archive, include: tuple[str, ...], variant: str, target: Path) -> None:
    """Make a root file system of `archive.release` in `target` (a folder or a `.tar`).

    Signatures are verified with the host's keyring. Nothing is installed on the host: where it has
    no mmdebstrap, the package is fetched and unpacked into the cache folder.
    """
    words = [f"--variant={variant}", f"--include={','.join(include)}"]
    words += [f"--aptopt={line}" for line in archive.options]
    # As root it mounts /proc and more in the target. (As somebody else it makes namespaces itself.)
    spaces = ("--mount", "--pid", "--mount-proc", "--fork", "--kill-child=KILL")
    before = bound(*spaces) if os.geteuid() == 0 else ()
    done = subprocess.run(
        [*before, "mmdebstrap", *words, archive.release.suite, str(target), "-"],
        input=archive.sources,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # A root file system on its way into a `.tar` lies beside it, and goes away with it.
        env={
            **os.environ,
            "PATH": f"{_mmdebstrap()}:{os.environ['PATH']}",
            "TMPDIR": str(target.parent),
            "LC_ALL": "C",
        },
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise _explained(archive, done.stdout, target)


def _explained(archive: Archive, log: str, target: Path) -> LabError:
    if "No space left on device" in log or "not enough free space" in log:
        return cache.disk_full(target)
    faults = "\n".join(line for line in log.splitlines() if line.startswith(("E:", "W:", "Err:")))
    return LabError(
        f"{archive.release.name} could not be made from the apt archive that this host is "
        f"configured for:{tail(faults[-1500:] or log[-800:], 30)}",
        "Check that `apt-get update` works on this host (network, proxy, sources), then run again. "
        "Or start a Docker Engine that reaches Docker Hub; then this archive is not needed.",
    )


# Lists and downloads of our own, so that the host's stay as they are.
_FETCH = """
mkdir -p lists/partial cache/archives/partial
set -- -oDir::State::Lists="$PWD/lists" -oDir::Cache="$PWD/cache" -oAPT::Sandbox::User=root
apt-get "$@" update
apt-get "$@" download mmdebstrap
dpkg -x mmdebstrap_*.deb .
rm -r lists cache mmdebstrap_*.deb
"""


def _mmdebstrap() -> Path:
    """The folder that holds mmdebstrap."""
    if installed := shutil.which("mmdebstrap"):
        return Path(installed).parent
    entry = cache.folder() / "tools" / "mmdebstrap"
    if not entry.exists():
        with cache.fresh_entry(entry) as folder:
            command = ["sh", "-ec", _FETCH]
            done = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
            if done.returncode:
                raise LabError(
                    "mmdebstrap, which makes root file systems, could not be fetched:"
                    + tail(done.stderr[-800:], 30),
                    "Check that `apt-get update` works on this host (network, proxy, sources), or "
                    "install it with `apt-get install mmdebstrap`.",
                )
    return entry / "usr" / "bin"


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
