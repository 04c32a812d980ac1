"""The short words that the macros put on pages, in both languages. (States have their own.)"""

from __future__ import annotations

from checks.guide.lesson import Language

_WORDS: dict[str, tuple[str, str]] = {
    "output": ("输出", "Output"),
    "stderr": ("标准错误", "Standard error"),
    "silent": ("没有输出", "no output"),
    "exit": ("退出码 {}", "exit code {}"),
    "seconds": ("{} 秒", "{} s"),
    "lines": ("{} 行", "{} lines"),
    "cut": ("中间省略了 {} 个字符", "{} characters left out of the middle"),
    "stood in": ("这一课里由替身应答：{}", "Stood in for in this lesson: {}"),
    "no record": ("还没有记录", "no record yet"),
    "changed": ("{} 运行的是旧命令", "the old command ran on {}"),
    "last run": ("上次运行：", "Last run: "),
    "ran on": ("在 {} 上", "on {}"),
    "long output": ("输出见记录（JSON）", "output: see the record (JSON)"),
    "show for": ("显示哪个系统的结果：", "Show results from"),
    "each best": ("每一步取最好的记录", "each step's best record"),
    "report": ("报告失败", "Report a failure"),
    "live": ("外部服务全部真实", "every outside service real"),
    "stand-in": ("外部服务由替身应答", "stand-ins for outside services"),
    "no supply": ("没有用到外部服务", "no outside service used"),
    "list": ("、", ", "),
    "script": ("全部步骤（bash 脚本）", "all steps as a bash script"),
    "lab script": ("实验部分的步骤（bash 脚本）", "the lab part's steps as a bash script"),
    "filter": ("筛选步骤", "Filter the steps"),
    "steps shown": ("步", "steps"),
    "record": ("记录（JSON）", "record (JSON)"),
    "lab record": ("实验部分的记录（JSON）", "the lab part's record (JSON)"),
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
