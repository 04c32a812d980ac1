"""Waiting for something to become true: on the fact and not on the clock."""

from __future__ import annotations

import time
from collections.abc import Callable

patience = 1.0
"""How many times as long as on a computer of its own everything takes; set for an emulated one."""


def became(fact: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Whether `fact` comes to hold within so many seconds; looks at it every `pause` seconds."""
    deadline = time.monotonic() + seconds
    while not (held := fact()) and time.monotonic() < deadline:
        time.sleep(pause)
    return held


def await_true(fact: Callable[[], bool], seconds: float = 90) -> None:
    """Return as soon as `fact` holds. Fails if it does not within so many seconds."""
    seconds *= patience
    assert became(fact, seconds), f"not true within {seconds:.0f} seconds"
