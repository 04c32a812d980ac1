"""What the lab is doing, said while it does it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(
    stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else 120
)
"""Everything is said on stderr: the order in which it happened is kept also in a log."""

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


class Board:
    """Which lesson is at which step, while several run side by side."""

    At = Callable[[str], None]
    """What is called with the id of each step as it begins."""

    def __init__(self, lessons: int) -> None:
        self.lessons = lessons
        self._lock = threading.Lock()

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @contextmanager
    def lesson(self, name: str, steps: int) -> Iterator[At]:
        """Say that a lesson begins, how it goes on, and that it is over."""
        count = 0
        current = "starting its machine"
        started = last = time.monotonic()
        done = threading.Event()

        def at(step: str) -> None:
            nonlocal count, current, last
            with self._lock:
                count += 1
                current, last = step, time.monotonic()

        def remind() -> None:
            while not done.wait(1):
                with self._lock:
                    idle = time.monotonic() - last
                    if idle > 1 and int(idle) % _PATIENCE == 0:
                        say(f"  … {name}: step {count} of {steps}, {current} ({idle:.0f} s)")

        say(f"  … {name}: {steps} steps")
        threading.Thread(target=remind, daemon=True).start()
        try:
            yield at
        finally:
            done.set()
        say(f"  ✓ {name}: {count} of {steps} steps ({time.monotonic() - started:.1f} s)")
