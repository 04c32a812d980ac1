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
        """The state's icon, which assets/site/step.css draws by the data-state around it."""
        return '<i class="mark"></i>'


@dataclass(frozen=True)
class _Face:
    words: dict[Language, str]
    meanings: dict[Language, str]


_FACES = {
    State.LIVE: _Face(
        {"zh": "实测", "en": "live"},
        {
            "zh": "照原样运行并检查过，用到的外部服务都是真实的。",
            "en": "Run exactly as printed and checked; every outside service was the real one.",
        },
    ),
    State.STAND_IN: _Face(
        {"zh": "替身", "en": "stand-in"},
        {
            "zh": "照原样运行并检查过，但到这一步为止，有外部服务是由实验室里的替身应答的。",
            "en": "Run exactly as printed and checked, but by this step the lab's stand-in had "
            "answered for an outside service.",
        },
    ),
    State.NOT_RUN: _Face(
        {"zh": "未运行", "en": "not run"},
        {
            "zh": "没有运行过，原因写在旁边。",
            "en": "Never run; the reason stands beside it.",
        },
    ),
    State.STALE: _Face(
        {"zh": "过期", "en": "stale"},
        {
            "zh": "上次运行之后命令改过，记录说的是旧命令。",
            "en": "The command has changed since it was last run; the record is of the old one.",
        },
    ),
}
