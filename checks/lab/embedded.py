"""The embedded engine: a private dockerd on a host that has none.

The distribution's own packages, unpacked into the cache folder, run in namespaces of their own.
Nothing is installed on the host, and the kernel itself ends the engine with the run: every process
of it carries a parent-death signal or lives in a process namespace whose first process does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

from checks.lab import apt, cache
from checks.lab.bound import bound
from checks.lab.error import LabError, tail
from checks.lab.progress import stage
from checks.lab.waiting import became

_HERE = Path(__file__).parent
_START_LIMIT = 30.0
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
_EXTRA = ("iptables", "iproute2", "mount", "ca-certificates", "slirp4netns")


def obstacle() -> str | None:
    """Why the embedded engine cannot run on this host, or None if it can."""
    needed = ("setpriv", "unshare", "mount", "pivot_root", "dpkg")
    if os.geteuid() != 0:
        return "you are not root"
    if apt.archive() is None:
        return "this host is neither Debian nor Ubuntu"
    if missing := [name for name in needed if not shutil.which(name)]:
        return f"this host has no {' or '.join(missing)}"
    if not Path("/dev/net/tun").exists():
        return "this host has no /dev/net/tun"
    return None


def root_file_system(archive: apt.Archive) -> Path:
    """The engine's root file system in the cache, made if it is not there."""
    packages = (*archive.release.docker, *_EXTRA)
    entry = cache.folder() / "engine" / cache.key(archive.release.name, *packages)
    what = (
        f"Unpacking an engine of our own from {archive.release.name}'s packages into the cache "
        "folder (once, 400 MB)"
    )
    if not entry.exists():
        with stage(what), cache.fresh_entry(entry) as folder:
            apt.bootstrap(archive, packages, "apt", folder / "root")
    return entry / "root"


class EmbeddedEngine:
    """A running engine. Start it from the main thread: it lives as long as that thread."""

    def __init__(self, root: Path, run: Path, cgroup: str) -> None:
        self.log = run / "dockerd.log"
        self.socket = run / "docker.sock"
        self._network: subprocess.Popen[bytes] | None = None
        data = cache.folder() / "engine-data"
        data.mkdir(parents=True, exist_ok=True)
        spaces = ("--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child=KILL")
        with (run / "start.log").open("wb") as errors:
            self._init = _started("engine_init.sh", errors, spaces, root, data, run, cgroup)
            inside = self._first_process()
            network = _started("engine_network.sh", errors, ("--mount",), root, inside)
            self._network = network
        if not self._became(lambda: answers(self.socket)):
            self.stop()
            logs = [path for path in (run / "start.log", self.log) if path.exists()]
            said = "".join(path.read_text(errors="replace")[-1500:] for path in logs)
            raise LabError(
                f"The embedded engine did not start:{tail(said)}",
                "Start a Docker Engine on this host, or point DOCKER_HOST at one, and run again.",
            )

    def _first_process(self) -> int:
        """The engine's first process, as the host numbers it."""
        children = Path(f"/proc/{self._init.pid}/task/{self._init.pid}/children")
        if self._became(lambda: bool(children.read_text())):
            return int(children.read_text().split()[0])
        raise LabError(
            "The embedded engine's namespaces could not be made.",
            "Run as root outside any container, or start a Docker Engine yourself.",
        )

    def _became(self, fact: Callable[[], bool]) -> bool:
        """Whether `fact` becomes true in time, while the engine lives."""
        ended_or_true = became(lambda: self._init.poll() is not None or fact(), _START_LIMIT, 0.01)
        return ended_or_true and self._init.poll() is None

    def stop(self) -> None:
        """End the engine in an orderly way; it is gone when this returns."""
        if self._init.poll() is None:
            try:
                os.kill(self._first_process(), 15)
                self._init.wait(15)
            except (subprocess.TimeoutExpired, ProcessLookupError, LabError):
                self._init.kill()
        self._init.wait()
        if self._network:
            self._network.kill()
            self._network.wait()


def _started(
    script: str, errors: IO[bytes], spaces: tuple[str, ...], *words: object
) -> subprocess.Popen[bytes]:
    """Start a script of ours in namespaces of its own; it ends with this thread.

    What it may know of the caller's environment is the way out, if there is one. Anything else can
    break the engine (a relative TMPDIR did: runc looks for it in each container).
    """
    command = (*bound(*spaces), "sh", _HERE / script, *words)
    kept = {name: os.environ[name] for name in _PROXIES if name in os.environ}
    return subprocess.Popen(
        [*map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
        env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", **kept},
    )


def answers(address: Path) -> bool:
    """Whether somebody listens at a socket: its file is there a moment before that."""
    with socket.socket(socket.AF_UNIX) as caller, contextlib.suppress(OSError):
        caller.connect(str(address))
        return True
    return False


_BUSY_LIMIT = 5.0
"""Seconds for which a control group may stay busy after its last process was killed."""


def remove_cgroups(name: str, limit: float = _BUSY_LIMIT) -> None:
    """Remove the empty control groups that a killed engine leaves behind, within `limit` seconds.

    Two may be at it at once, the keeper of the run that was killed and the run that follows: a
    group that is gone is as good as removed. One that stays busy is left for the next run.
    """
    top = Path("/sys/fs/cgroup")

    def none_left() -> bool:
        groups = [*top.glob(name), *top.glob(f"*/{name}")]
        for group in groups:
            for folder, _, _ in os.walk(group, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
        return not groups

    became(none_left, limit, 0.05)
