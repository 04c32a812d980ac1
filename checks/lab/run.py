"""A run: its name, its folder, and the cleaning up that survives it.

A watcher process holds one end of a pipe whose other end only this run holds. When the run ends,
however it ends, the kernel closes the pipe and the watcher removes what the run has made. There is
no second way of cleaning up, so this one is used every time.
"""

from __future__ import annotations

import ctypes
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docker import DockerClient
from docker.errors import APIError

from checks.lab import cache
from checks.lab.embedded import remove_cgroups
from checks.lab.engine import Engine, connect

LABEL = "escape-vmware.run"
"""The label that everything carries which the lab makes in an engine. Its value is a run's name."""


class Run:
    """One run of the lab."""

    def __init__(self) -> None:
        # Host, process and its start time: tells a living run from a dead one.
        self.name = f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"
        self.folder = cache.folder() / "runs" / uuid.uuid4().hex[:12]
        self.cgroup = cgroup(self.folder)

    def uses(self, engine: Engine) -> None:
        """Tell the watcher which engine to clean; the embedded one goes whole."""
        if not engine.embedded:
            (self.folder / "engine").write_text(engine.url)

    def introduces(self, image: str) -> None:
        """Tell the watcher of an image that was not in the host's engine before."""
        with (self.folder / "images").open("a") as file:
            file.write(image + "\n")


def cgroup(folder: Path) -> str:
    """The control group of the engine of the run whose folder this is."""
    return f"{cache.NAME}-{cache.key(str(cache.folder()))[:6]}-{folder.name}"


@contextmanager
def run() -> Iterator[Run]:
    """Begin a run. When this returns, the watcher has removed everything that the run made."""
    sweep_folders()
    this = Run()
    this.folder.mkdir(parents=True)
    read, write = os.pipe()
    watcher = subprocess.Popen(
        [sys.executable, "-m", "checks.lab.run", str(this.folder), this.name, this.cgroup],
        stdin=read,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    )
    os.close(read)
    try:
        yield this
    finally:
        os.close(write)
        watcher.wait()


def die_with_parent() -> None:
    """Ask the kernel to end this process (SIGTERM) when its parent ends. Linux only: prctl(2)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def clean(client: DockerClient, name: str = "") -> None:
    """Remove every container, volume and network of the run `name` from an engine; without a name,
    what dead runs have left in it."""
    for owner, remove in _labelled(client):
        if owner == name if name else not alive(owner):
            _gone(remove)


def _labelled(client: DockerClient) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything of the lab in an engine, in an order in which it can be removed: the name of the
    run that made it, and how to remove it."""
    api: Any = client.api
    ours = {"label": LABEL}
    gone = functools.partial
    for one in api.containers(all=True, filters=ours):
        yield one["Labels"][LABEL], gone(api.remove_container, one["Id"], force=True, v=True)
    for one in api.volumes(ours)["Volumes"] or ():
        yield one["Labels"][LABEL], gone(api.remove_volume, one["Name"], force=True)
    for one in api.networks(filters=ours):
        yield one["Labels"][LABEL], gone(api.remove_network, one["Id"])


def sweep_folders() -> None:
    """Remove the folders and control groups of runs whose watcher was killed as well, and cache
    entries that were left half-made.

    Call it while holding the cache's lock: then no other run is alive. A group can outlive its
    folder, if it was busy for longer than the watcher waited.
    """
    remove_cgroups(cgroup(Path("*")))
    # Entries lie one folder below the cache's; an engine's root file system is not searched.
    for left in ("runs/*", ".unfinished-*", "*/.unfinished-*"):
        for folder in cache.folder().glob(left):
            shutil.rmtree(folder, ignore_errors=True)


def _gone(remove: Callable[[], object]) -> None:
    """Remove something that somebody else may be removing too."""
    try:
        remove()
    except APIError as error:
        if error.status_code not in (404, 409):  # not there, "removal already in progress"
            raise


def _started(pid: int) -> str:
    """When the process began, in clock ticks since boot (proc(5), field 22)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "-"
    return stat.rpartition(")")[2].split()[19]


def alive(name: str) -> bool:
    """Whether the run `name` is still going on, as far as this host can tell.

    Of a name that no run gave, it cannot tell.
    """
    host, _, rest = name.partition("/")
    pid, _, started = rest.partition("/")
    if host != socket.gethostname() or not pid.isdecimal():
        return True
    return started != "-" and _started(int(pid)) == started


def _watch(folder: Path, name: str, cgroup: str) -> None:
    """The watcher: waits for the end of the run, then removes what it made."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.read(0, 1)
    described, introduced = folder / "engine", folder / "images"
    if described.exists():
        engine = connect(described.read_text(), folder)
        clean(engine.client, name)
        for image in introduced.read_text().split() if introduced.exists() else []:
            _gone(functools.partial(engine.client.images.remove, image, force=True))
    # The kernel has ended the embedded engine; on a busy host its last control groups take a while.
    remove_cgroups(cgroup, 60)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _watch(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
