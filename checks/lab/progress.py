"""What the lab is doing, said while it does it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(stderr=True, highlight=False, soft_wrap=True)
"""Progress goes to stderr, so that stdout holds the result."""

_PATIENCE = 20.0
"""Seconds after which a stage that is still busy says so again."""


def say(text: str) -> None:
    """One line of progress."""
    console.print(text, markup=False)


@contextmanager
def stage(text: str) -> Iterator[None]:
    """Say what begins, that it is still going on, and how long it took."""
    say(f"  … {text}")
    started = time.monotonic()
    done = threading.Event()

    def remind() -> None:
        while not done.wait(_PATIENCE):
            say(f"  … still: {text} ({time.monotonic() - started:.0f} s)")

    reminder = threading.Thread(target=remind, daemon=True)
    reminder.start()
    try:
        yield
    finally:
        done.set()
    say(f"  ✓ {text} ({time.monotonic() - started:.1f} s)")
