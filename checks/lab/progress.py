"""Progress messages: what the lab is doing, which lesson is at which step, how long it takes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(
    stderr=True,
    highlight=False,
    emoji=False,  # in "tour.sh:100:" there is none
    soft_wrap=True,
    width=None if sys.stderr.isatty() else 120,
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
    with _reminding(lambda: text):
        yield
    say(f"  ✓ {text} ({time.monotonic() - started:.1f} s)")


@contextmanager
def _reminding(text: Callable[[], str]) -> Iterator[None]:
    """Say again and again that something is still going on."""
    started = time.monotonic()
    done = threading.Event()

    def remind() -> None:
        while not done.wait(_PATIENCE):
            say(f"  … still: {text()} ({time.monotonic() - started:.0f} s)")

    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    finally:
        done.set()


class Board(Progress):
    """The lessons at work: a live picture on a terminal, lines in a pipe.

    `lengths` is how many steps each lesson has, `took` how many seconds it took the last time (0
    for unknown), `jobs` how many run side by side.
    """

    def __init__(self, lengths: Mapping[str, int], took: Mapping[str, float], jobs: int) -> None:
        super().__init__(
            TextColumn("  {task.description}"),
            BarColumn(12),
            MofNCompleteColumn(),
            TextColumn("{task.fields[step]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._lengths, self._last, self._jobs = lengths, took, jobs
        self._seconds: dict[str, float] = {}
        """Those that each finished lesson took."""
        self._all = self.add_task("all", total=len(lengths), step=self._left())

    @contextmanager
    def lesson(self, name: str) -> Iterator[Callable[[str], None]]:
        """Show that a lesson is at work; gives what is to be told the id of each step."""
        began = time.monotonic()
        total = self._lengths[name]
        task = self.add_task(name, total=total, step="starting its machine")
        begun: list[str] = []

        def at(step: str) -> None:
            begun.append(step)
            self.update(task, completed=len(begun) - 1, step=step)

        def where() -> str:
            return f"{name}: step {len(begun)} of {total}, {begun[-1]}" if begun else name

        try:
            if console.is_terminal:
                yield at
            else:
                say(f"  … {name}: {total} steps")
                with _reminding(where):
                    yield at
        finally:
            self.remove_task(task)
            self._seconds[name] = time.monotonic() - began
            self.update(self._all, advance=1, step=self._left())

    def over(self, name: str, steps: int, passed: bool) -> None:
        """Say how a lesson ended, and after how many of its steps."""
        mark, verb = ("✓", "") if passed else ("✗", "failed at ")
        done = f"{steps} of {self._lengths[name]} steps ({self._seconds[name]:.1f} s)"
        left = f", {left}" if (left := self._left()) else ""
        count = f"{len(self._seconds)} of {len(self._lengths)} lessons{left}"
        say(f"  {mark} {name}: {verb}{done} · {count}")

    def _left(self) -> str:
        """How long it still takes if the others take as much longer or shorter than the last time
        as those that are done; empty if that is not known."""
        rest = [self._last.get(name, 0.0) for name in self._lengths if name not in self._seconds]
        if not all(rest) or len(rest) < 2:
            return ""
        before = {name: last for name in self._seconds if (last := self._last.get(name))}
        pace = sum(self._seconds[name] for name in before) / sum(before.values()) if before else 1.0
        return f"about {max(1, round(pace * sum(rest) / self._jobs / 60))} min left"
