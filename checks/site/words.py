"""The short words that the macros put on pages, in both languages. (States have their own.)"""

from __future__ import annotations

from checks.guide.lesson import Language

_WORDS: dict[str, tuple[str, str]] = {
    "output": ("输出", "Output"),
    "other output": ("输出（你的会不同）", "Output (yours will differ)"),
    "stderr": ("标准错误", "Standard error"),
    "silent": ("没有输出", "No output"),
    "exit": ("（退出码 {}）", " (exit code {})"),
    "because": ("：{}", ": {}"),
    "seconds": ("{} 秒", "{} s"),
    "lines": ("{} 行", "{} lines"),
    "cut": ("中间省略了 {} 个字符", "{} characters left out of the middle"),
    "stood in": ("执行时由替身应答：{}", "A stand-in answered for {}"),
    "no record": ("还没有记录", "no record yet"),
    "changed": ("{} 执行的是旧命令", "the old command ran on {}"),
    "each system": ("各系统上的结果", "on every system"),
    "all ran": (
        "本页 {} 条命令{}在 {} 上全部执行并通过检查{}。",
        "All {} commands on this page were run and checked {}, on {}{}.",
    ),
    "one ran": (
        "本页 {} 条命令{}在 {} 上执行并通过检查{}。",
        "The {} command on this page was run and checked {}, on {}{}.",
    ),
    "some ran": (
        "本页 {1} 条命令中，{0} 条{2}在 {3} 上执行并通过检查{4}；{5}。",
        "Of the {1} commands on this page, {0} ran and passed the check {2}, on {3}{4}; {5}.",
    ),
    "none ran": (
        "本页 {} 条命令都没有可用的执行记录：{}。",
        "None of the {} commands on this page has an up-to-date record: {}.",
    ),
    "day": ("于 {} ", "on {}"),
    "days": ("于 {} 至 {} ", "between {} and {}"),
    "with": ("{}、{}", "{} with {}"),
    "times": ("（{} 条）", " ({})"),
    "and": ("和 ", " and "),
    "local": ("（下载来自本地替身）", " (downloads from a local stand-in)"),
    "stale": ("{} 条已过期", "{} out of date"),
    "without": ("{} 条还没有记录", "{} without a record"),
    "left out": ("{} 条未执行", "{} not run"),
    "how": ("怎么测的", "How?"),
    "report": ("报告问题", "Report a problem"),
    "list": ("、", ", "),
    "script": ("全部步骤（bash 脚本）", "All steps as a bash script"),
    "lab script": ("实验部分的步骤（bash 脚本）", "The lab part's steps as a bash script"),
    "record": ("记录（JSON）", "Record (JSON)"),
    "lab record": ("实验部分的记录（JSON）", "The lab part's record (JSON)"),
    "filter": ("筛选命令，例如 docker run", "Filter the commands, such as docker run"),
    "one step": ("{} 个步骤", "{} step"),
    "steps": ("{} 个步骤", "{} steps"),
    "any system": ("所有系统", "All systems"),
    "any state": ("所有状态", "All states"),
    "which system": ("系统", "System"),
    "which state": ("状态", "State"),
    "commands": ("执行过的步骤", "Steps run"),
    "when": ("时间", "When"),
    "stand-ins": ("由替身代替的", "Stood in for"),
    "none": ("无", "nothing"),
    "data": (
        "下载 status.json：所有系统的结果，连同命令",
        "Download status.json: the results on every system, with the commands",
    ),
    "in 2014": ("2014 年", "In 2014"),
    "today": ("今天", "Today"),
    "shown by": ("由哪一步证明", "Shown by"),
}


def say(language: Language, word: str, *values: object) -> str:
    """A word of the list with `values` in its gaps. Raises KeyError if it is not there."""
    return _WORDS[word][language == "en"].format(*values)
