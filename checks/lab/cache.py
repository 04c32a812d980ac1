"""The cache folder: the only place on the user's machine that the guide writes to."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from checks.lab.error import LabError
from checks.lab.progress import say

NAME = "escape-vmware"
"""Names the cache folder, and everything that the lab makes in an engine or in the kernel."""


def folder() -> Path:
    """`$XDG_CACHE_HOME/escape-vmware`, by default below `~/.cache` (XDG Base Directory 0.8)."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / NAME


def key(*parts: str | bytes) -> str:
    """A short name for what is made from `parts`: the same parts give the same name."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]


@contextmanager
def fresh_entry(path: Path) -> Iterator[Path]:
    """Give a temporary folder to build a cache entry in; it becomes `path` if all goes well.

    An entry is there whole or not at all: whatever interrupts the building, even a full disk or
    `kill -9`, leaves a folder that is never read and that the next run removes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=path.parent))
    try:
        os.chmod(temporary, 0o755)
        yield temporary
        if not path.exists():
            temporary.rename(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full(path) from None
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _free(path: Path) -> int:
    """Bytes that are free where `path` is, or will be."""
    return shutil.disk_usage(next(p for p in (path, *path.parents) if p.exists())).free


STAYS, FEW, WHOLE = 3, 1, 7
"""GB that stay in the cache folder, and that the machines of a few lessons or of the whole guide
take there besides, until they end (November 2026)."""


def check_room(lessons: int) -> None:
    """Say so before the machines start if the disk may be full before the last one ends."""
    needed, free = FEW if lessons < 10 else WHOLE, _free(folder()) / 1e9
    if free < needed:
        say(
            f"  ! {free:.1f} GB are free for {folder()}; {lessons} lessons can take {needed} GB "
            "there.\n    If the disk gets full, point XDG_CACHE_HOME at another one or name fewer."
        )


def disk_full(path: Path) -> LabError:
    """The error for a cache that cannot grow."""
    return LabError(
        f"The disk that holds the cache folder {folder()} is full "
        f"({_free(path) // 2**20} MiB free).",
        f"Free about {STAYS + FEW} GB there ({STAYS + WHOLE} for the whole guide), or point "
        "XDG_CACHE_HOME at another disk, and run again. Nothing half-made was kept.",
    )


LOCK_LIMIT = 3600.0
"""Seconds to wait for another run: the whole guide, nothing cached, on a slow host."""


@contextmanager
def lock(limit: float = LOCK_LIMIT) -> Iterator[None]:
    """Hold the cache folder: two runs must not start two engines on one data folder.

    Waits for another run, and says for which. The kernel lets go of the lock when the process ends,
    however it ends. Raises LabError if another run holds it for longer than `limit` seconds.
    """
    path = folder() / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+")
    except OSError as error:
        raise LabError(
            f"The cache folder {folder()} cannot be written: {error.strerror}.",
            "Point XDG_CACHE_HOME at a folder that you may write to.",
        ) from None
    with handle:
        _wait_for(handle, limit)
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _wait_for(handle: TextIO, limit: float) -> None:
    """Take the lock, saying once whom it waits for."""
    began, holder = time.monotonic(), ""
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if not holder:
            handle.seek(0)
            holder = f"Another run (process {handle.read().strip() or 'unknown'})"
            say(f"{holder} uses the cache folder; waiting for it to end (Ctrl-C gives up).")
        if time.monotonic() - began >= limit:
            raise LabError(
                f"{holder} has used the cache folder for {limit / 60:.0f} minutes.",
                "Wait for it or end it, or point XDG_CACHE_HOME at a cache folder of your own.",
            )
        time.sleep(0.2)
