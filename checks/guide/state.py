"""The four states of a step, and everything that a reader sees of them.

This is the only place that holds their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.guide.lesson import Language


class State(StrEnum):
    """What is known about a step. The value is what a record holds (`stale` is found, not held)."""

    LIVE = "live"
    STAND_IN = "stand-in"
    NOT_RUN = "not run"
    STALE = "stale"

    def word(self, language: Language) -> str:
        """The state's one word."""
        return _FACES[self].words[language]

    def meaning(self, language: Language) -> str:
        """The state in one sentence."""
        return _FACES[self].meanings[language]

    @property
    def mark(self) -> str:
        """The state's icon: shapes that differ without colour. The word always stands beside it."""
        return (
            '<svg class="mark" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" '
            f'focusable="false">{_FACES[self].drawing}</svg>'
        )


@dataclass(frozen=True)
class _Face:
    words: dict[Language, str]
    meanings: dict[Language, str]
    drawing: str


_LINE = 'fill="none" stroke="currentColor" stroke-width="1.6"'
_RING = f'<circle cx="8" cy="8" r="6.2" {_LINE}'

_FACES = {
    # A full disc with a tick.
    State.LIVE: _Face(
        {"zh": "实测", "en": "live"},
        {
            "zh": "照原样运行并检查过，用到的外部服务都是真实的。",
            "en": "Run exactly as printed and checked; every outside service was the real one.",
        },
        '<path fill="currentColor" fill-rule="evenodd" d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.9 '
        '4.9-4.6 5.2a.9.9 0 0 1-1.3 0L3.9 9l1.2-1.2 1.5 1.5 4-4.5Z"/>',
    ),
    # A half-filled disc.
    State.STAND_IN: _Face(
        {"zh": "替身", "en": "stand-in"},
        {
            "zh": "照原样运行并检查过，但到这一步为止，有外部服务是由实验室里的替身应答的。",
            "en": "Run exactly as printed and checked, but by this step the lab's stand-in had "
            "answered for an outside service.",
        },
        f'{_RING}/><path fill="currentColor" d="M8 2v12A6 6 0 0 1 8 2Z"/>',
    ),
    # An empty ring.
    State.NOT_RUN: _Face(
        {"zh": "未运行", "en": "not run"},
        {
            "zh": "没有运行过，原因写在旁边。",
            "en": "Never run; the reason stands beside it.",
        },
        f"{_RING}/>",
    ),
    # A broken ring with the hands of a clock.
    State.STALE: _Face(
        {"zh": "过期", "en": "stale"},
        {
            "zh": "上次运行之后命令改过，记录说的是旧命令。",
            "en": "The command has changed since it was last run; the record is of the old one.",
        },
        f'{_RING} stroke-dasharray="2.6 2.2"/><path {_LINE} d="M8 4.4V8l2.4 1.6"/>',
    ),
}
