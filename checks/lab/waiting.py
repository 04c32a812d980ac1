"""Waiting for something to become true, for the checks: on the fact and not on the clock."""

from __future__ import annotations

import time
from collections.abc import Callable

patience = 1.0
"""How many times as long as on a computer of its own everything takes; set for an emulated one."""


def await_true(fact: Callable[[], bool], seconds: float = 90) -> None:
    """Return as soon as `fact` holds. Fails if it does not within so many seconds."""
    seconds *= patience
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, f"not true within {seconds:.0f} seconds"
        time.sleep(0.1)
