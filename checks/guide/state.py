"""The four states of a step, and everything that a reader sees of them.

This is the only place that holds their words.
"""

from __future__ import annotations

from enum import StrEnum

from checks.guide.lesson import Language


class State(StrEnum):
    """What is known about a step. The value is what a record holds."""

    RUN = "run"
    """Run exactly as printed, and checked; what answered from outside was real."""
    STAND_IN = "stand-in"
    """The same, but a stand-in answered while the step ran."""
    NOT_RUN = "not run"
    STALE = "stale"
    """The command is another one now. Found by comparing, never held by a record."""
    FAILED = "failed"
    """Only in the record of a run that failed, which the site never shows."""
    NOT_REACHED = "not reached"
    """After a failure in the same lesson; never passed, never skipped."""

    def word(self, language: Language) -> str:
        """The state's one word."""
        return _WORDS[self][language]

    def meaning(self, language: Language) -> str:
        """The state in one sentence."""
        return _MEANINGS[self][language]

    @property
    def mark(self) -> str:
        """The state's icon, which assets/site/step.css draws by the data-state around it."""
        return '<i class="mark"></i>'


SHOWN = (State.RUN, State.STAND_IN, State.NOT_RUN, State.STALE)
"""The states that a reader can meet."""

_WORDS: dict[State, dict[Language, str]] = {
    State.RUN: {"zh": "已运行", "en": "run"},
    State.STAND_IN: {"zh": "替身", "en": "stand-in"},
    State.NOT_RUN: {"zh": "未运行", "en": "not run"},
    State.STALE: {"zh": "过期", "en": "out of date"},
}
_MEANINGS: dict[State, dict[Language, str]] = {
    State.RUN: {"zh": "照原样运行并检查过。", "en": "Run exactly as printed, and checked."},
    State.STAND_IN: {
        "zh": "照原样运行并检查过，但运行时有外部服务是由实验室里的替身应答的。",
        "en": "Run exactly as printed and checked, but while it ran, the lab's stand-in "
        "answered for an outside service.",
    },
    State.NOT_RUN: {
        "zh": "没有运行过，原因写在旁边。",
        "en": "Never run; the reason stands beside it.",
    },
    State.STALE: {
        "zh": "上次运行之后命令改过，记录说的是旧命令。",
        "en": "The command has changed since it was last run; the record is of the old one.",
    },
}
