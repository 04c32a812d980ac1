"""Progress messages: what the lab is doing, which lesson is at which step, how long it takes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

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


@dataclass
class _Lesson:
    """A lesson at work."""

    name: str
    steps: int
    began: float
    done: int = 0
    step: str = "starting its machine"
    since: float = 0.0
    """When that step began."""


class Board:
    """The lessons at work: a live picture on a terminal, lines in a pipe.

    `steps` is how many steps each lesson has, `took` how many seconds it took the last time (0 for
    unknown), `jobs` how many run side by side.
    """

    At = Callable[[str], None]
    """What is called with the id of each step as it begins."""

    def __init__(self, steps: Mapping[str, int], took: Mapping[str, float], jobs: int) -> None:
        self._steps = steps
        self._took = took
        self._jobs = jobs
        self._began = time.monotonic()
        self._at_work: dict[str, _Lesson] = {}
        self._over: dict[str, float] = {}
        """The seconds that each finished lesson took."""
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._live = (
            Live(self, console=console, refresh_per_second=4, transient=True)
            if console.is_terminal
            else None
        )

    def __enter__(self) -> Board:
        if self._live:
            self._live.start()
        else:
            threading.Thread(target=self._remind, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        if self._live:
            self._live.stop()

    @contextmanager
    def lesson(self, name: str) -> Iterator[At]:
        """Show that a lesson is at work, and at which step."""
        now = time.monotonic()
        mine = _Lesson(name, self._steps[name], now, since=now)
        with self._lock:
            self._at_work[name] = mine

        def at(step: str) -> None:
            with self._lock:
                mine.done += 1
                mine.step, mine.since = step, time.monotonic()

        if not self._live:
            say(f"  … {name}: {mine.steps} steps")
        try:
            yield at
        finally:
            with self._lock:
                del self._at_work[name]
                self._over[name] = time.monotonic() - now

    def over(self, name: str, steps: int, passed: bool) -> None:
        """Say how a lesson ended, and after how many of its steps."""
        mark, verb = ("✓", "") if passed else ("✗", "failed at ")
        took = f"{self._over.get(name, 0.0):.1f} s"
        count = f"{len(self._over)} of {len(self._steps)} lessons"
        left = self._left()
        rest = f", about {left} left" if left and len(self._steps) > 1 else ""
        say(f"  {mark} {name}: {verb}{steps} of {self._steps[name]} steps ({took}) · {count}{rest}")

    def _left(self) -> str:
        """About how long it still takes, as far as earlier runs tell; empty if they do not."""
        known = [self._took[name] for name in self._over if self._took.get(name)]
        spent = sum(self._over[name] for name in self._over if self._took.get(name))
        rest = [self._took.get(name, 0.0) for name in self._steps if name not in self._over]
        if not known or not rest or not all(rest):
            return ""
        begun = sum(time.monotonic() - one.began for one in self._at_work.values())
        seconds = max(0.0, (sum(rest) * spent / sum(known) - begun) / min(self._jobs, len(rest)))
        return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"

    def _remind(self) -> None:
        """In a pipe: say which step has been at work for long."""
        while not self._closed.wait(1):
            now = time.monotonic()
            with self._lock:
                idle = [one for one in self._at_work.values() if now - one.since > _PATIENCE]
                idle = [one for one in idle if int(now - one.since) % _PATIENCE == 0]
            for one in idle:
                say(
                    f"  … {one.name}: at step {one.done} of {one.steps}, "
                    f"{one.step} ({now - one.since:.0f} s)"
                )

    def __rich__(self) -> Table:
        """The picture: a line for each lesson at work, and one for the whole."""
        now = time.monotonic()
        table = Table.grid(padding=(0, 2))
        with self._lock:
            for one in self._at_work.values():
                bar = ProgressBar(total=one.steps, completed=max(0, one.done - 1), width=12)
                table.add_row(
                    f"  {one.name}",
                    bar,
                    f"step {one.done} of {one.steps}",
                    one.step,
                    f"{now - one.since:.0f} s",
                )
            bar = ProgressBar(total=len(self._steps), completed=len(self._over), width=12)
            left = self._left()
            table.add_row(
                "  all",
                bar,
                f"{len(self._over)} of {len(self._steps)} lessons",
                f"about {left} left" if left else "",
                f"{now - self._began:.0f} s",
            )
        return table
