"""The states of a step, its marks, and everything that a reader sees of them.

This is the only place that holds their words.
"""

from __future__ import annotations

from enum import StrEnum

from checks.guide.lesson import Language


class Sign(StrEnum):
    """What a step can be marked with."""

    def word(self, language: Language) -> str:
        """Its word or two."""
        return _SAID[self][language == "en"]

    def meaning(self, language: Language) -> str:
        """What it says, in one sentence."""
        return _SAID[self][2 + (language == "en")]

    @property
    def icon(self) -> str:
        """Its icon, which assets/site/step.css draws by the data-state around it."""
        return '<i class="mark"></i>'


class State(Sign):
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


class Mark(Sign):
    """What a reader must know before copying a step. Its check declares it, by the value's name
    (`@pytest.mark.deletes_data`); that a step is meant to fail, its record tells."""

    DELETES = "deletes_data"
    STOPS = "stops_containers"
    SECOND_HOST = "second_host"
    FAILS = "fails"
    DIFFERS = "differs"


_SAID: dict[Sign, tuple[str, str, str, str]] = {
    State.RUN: ("已执行", "Run", "照原样执行并检查过。", "Run exactly as printed, and checked."),
    State.STAND_IN: (
        "由替身应答",
        "Stand-in",
        "照原样执行并检查过，但执行时有外部服务是由实验室里的替身应答的。",
        "Run exactly as printed and checked, but while it ran, the lab's stand-in answered for an "
        "outside service.",
    ),
    State.NOT_RUN: (
        "未执行",
        "Not run",
        "没有执行过，原因写在旁边。",
        "Never run; the reason stands beside it.",
    ),
    State.STALE: (
        "已过期",
        "Out of date",
        "上次执行之后命令改过，记录说的是旧命令。",
        "The command has changed since it was last run; the record is of the old one.",
    ),
    Mark.DELETES: (
        "删除数据",
        "Deletes data",
        "会删掉或覆盖你可能还要用的东西：数据卷、镜像、文件。",
        "It removes or overwrites what you may still need: volumes, images, files.",
    ),
    Mark.STOPS: (
        "会停止容器",
        "Stops containers",
        "你正在运行的容器会停下或重启。",
        "Containers that you have running stop or restart.",
    ),
    Mark.SECOND_HOST: (
        "在第二台主机上",
        "On a second host",
        "全部或部分在另一台主机上执行：在那里输入，或经 ssh 送过去。",
        "All or part of it runs on another host: typed there, or sent by ssh.",
    ),
    Mark.FAILS: (
        "应当失败",
        "Meant to fail",
        "这条命令就该失败；括号里是记录下来的退出码。",
        "The command is supposed to fail; the recorded exit code stands in brackets.",
    ),
    Mark.DIFFERS: (
        "你的输出会不同",
        "Your output will differ",
        "输出来自替身；哪里不同，写在展开的输出里。",
        "The output came from a stand-in; where yours differs stands in the unfolded output.",
    ),
}

SHOWN = (State.RUN, State.STAND_IN, State.NOT_RUN, State.STALE)
"""The states that a reader can meet."""

MARKED = (*(mark for mark in Mark), State.NOT_RUN, State.STALE)
"""What stands beside a command; of the other states, the page's head speaks."""
