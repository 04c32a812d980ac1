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
        return _SAID[self][language == "en"]

    def meaning(self, language: Language) -> str:
        """The state in one sentence."""
        return _SAID[self][2 + (language == "en")]

    @property
    def mark(self) -> str:
        """The state's icon, which assets/site/step.css draws by the data-state around it."""
        return '<i class="mark"></i>'


_SAID: dict[State, tuple[str, str, str, str]] = {
    State.RUN: ("已运行", "run", "照原样运行并检查过。", "Run exactly as printed, and checked."),
    State.STAND_IN: (
        "替身",
        "stand-in",
        "照原样运行并检查过，但运行时有外部服务是由实验室里的替身应答的。",
        "Run exactly as printed and checked, but while it ran, the lab's stand-in answered for an "
        "outside service.",
    ),
    State.NOT_RUN: (
        "未运行",
        "not run",
        "没有运行过，原因写在旁边。",
        "Never run; the reason stands beside it.",
    ),
    State.STALE: (
        "过期",
        "out of date",
        "上次运行之后命令改过，记录说的是旧命令。",
        "The command has changed since it was last run; the record is of the old one.",
    ),
}

SHOWN = (*_SAID,)
"""The states that a reader can meet."""
