"""How a step, its state and its record look on a page.

Everything comes from the lessons and the records. What each macro gives is one line of HTML, which
`checks.guide.block` carries through Markdown untouched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import StringIO

from pygments.formatters import HtmlFormatter
from pygments.lexers import BashLexer
from pygments.token import Token

from checks.guide.article import FILE as ARTICLE
from checks.guide.article import Article, Entry
from checks.guide.lesson import Language, Lesson, Step
from checks.guide.record import (
    Record,
    Standing,
    StepRecord,
    same_outcome,
    standing,
    standings,
)
from checks.guide.state import State

_WORDS: dict[str, dict[Language, str]] = {
    "output": {"zh": "输出", "en": "Output"},
    "stderr": {"zh": "标准错误", "en": "Standard error"},
    "silent": {"zh": "没有输出", "en": "no output"},
    "exit": {"zh": "退出码 {}", "en": "exit code {}"},
    "seconds": {"zh": "{} 秒", "en": "{} s"},
    "cut": {"zh": "中间省略了 {} 个字符", "en": "{} characters left out of the middle"},
    "stood in": {"zh": "这一课里由替身应答：{}", "en": "Stood in for in this lesson: {}"},
    "no record": {"zh": "还没有记录", "en": "no record yet"},
    "changed": {"zh": "{} 运行的是旧命令", "en": "the old command ran on {}"},
    "last run": {"zh": "上次运行", "en": "Last run"},
    "also run": {"zh": "另在", "en": "Also on"},
    "same on": {"zh": "{} 结果相同", "en": "the same on {}"},
    "output on": {"zh": "{} 的输出", "en": "Output on {}"},
    "differs on": {"zh": "{} 的输出不同", "en": "other output on {}"},
    "supply live": {"zh": "外部服务全部真实", "en": "every outside service real"},
    "supply stand-in": {"zh": "替身应答：{}", "en": "stood in for: {}"},
    "supply none": {"zh": "没有用到外部服务", "en": "no outside service used"},
    "engine": {"zh": "引擎 {}", "en": "engine {}"},
    "kernel": {"zh": "内核 {}", "en": "kernel {}"},
    "list": {"zh": "、", "en": ", "},
    "stop": {"zh": "：", "en": ": "},
    "script": {
        "zh": "下载这一课的全部步骤（bash 脚本）",
        "en": "Download every step of this lesson as a bash script",
    },
    "filter": {"zh": "筛选步骤", "en": "Filter the steps"},
    "data": {
        "zh": "下载 status.json：所有系统的结果，连同命令",
        "en": "Download status.json: the results on every system, with the commands",
    },
    "step": {"zh": "步骤", "en": "Step"},
    "state": {"zh": "状态", "en": "State"},
    "system": {"zh": "系统", "en": "System"},
    "day": {"zh": "日期", "en": "Date"},
    "took": {"zh": "秒", "en": "Seconds"},
    "in 2014": {"zh": "2014 年", "en": "In 2014"},
    "today": {"zh": "今天", "en": "Today"},
    "shown by": {"zh": "由哪一步证明", "en": "Shown by"},
}


@dataclass(frozen=True)
class Macros:
    """The HTML of the macros in one language."""

    language: Language
    lessons: dict[str, Lesson]
    records: list[Record]
    article_: Article | None = None

    def step(self, key: str, legend: str = "#marks") -> str:
        """The block of one step. `legend` is the address of the page that explains the marks.

        Raises KeyError if there is no such step.
        """
        step = self._step(key)
        known, *others = standings(step, self.records)
        anchor = _anchor(step)
        return one_line(
            f'<div data-guide class="step" id="{anchor}" data-step="{key}" '
            f'data-state="{known.state}">'
            # Material's copy button takes the nearest data-copy: the very string that is executed.
            f'<div class="language-bash highlight" data-copy="{_text(step.command)}"><pre>'
            f"<span></span><code>{_highlight(step.text(self.language))}</code></pre></div>"
            f'<div class="step-foot" data-search-exclude>{self._foot(known, others, legend)}'
            "</div></div>"
        )

    def ran(self, names: tuple[str, ...], home: str = "") -> str:
        """When and on what the lessons of a page were last run.

        `home` is the way to the start page, beside which the lessons lie as scripts. Raises
        KeyError if there is no such lesson.
        """
        # Most lessons of a page ran on one machine, which is then named once.
        lines: dict[str, list[str]] = {}
        for name in names:
            facts, details = self._ran(self.lessons[name])
            lines.setdefault(facts, []).append(
                f'<li><a href="{home}lessons/{name}.sh" download title="{self._say("script")}">'
                f"<code>{name}</code></a>{details}</li>"
            )
        body = "".join(f"<p>{facts}</p><ul>{''.join(items)}</ul>" for facts, items in lines.items())
        return one_line(f'<div data-guide class="ran" data-search-exclude>{body}</div>')

    def marks(self) -> str:
        """The legend of the four states."""
        rows = "".join(
            f'<dt data-state="{state}">{self._badge(state)}</dt>'
            f"<dd>{escape(state.meaning(self.language))}</dd>"
            for state in State
        )
        return one_line(f'<div data-guide class="marks"><dl>{rows}</dl></div>')

    def article(self, section: str, page: Callable[[str], str]) -> str:
        """The table of one section of the article of 2014.

        `page` gives the address of the page that shows a lesson. Raises KeyError for an unknown
        section or step.
        """
        if self.article_ is None:
            raise KeyError(f"there is no {ARTICLE}")
        head = "".join(
            f'<th scope="col">{self._say(word)}</th>' for word in ("in 2014", "today", "shown by")
        )
        rows = "".join(
            f"<tr><td>{self._was(entry)}</td><td>{_prose(entry.now[self.language])}</td>"
            f"<td>{'<br>'.join(self._link(key, page) for key in entry.steps)}</td></tr>"
            for entry in self.article_.section(section)
        )
        return one_line(
            f'<div data-guide class="article"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def status(self, page: Callable[[str], str], home: str) -> str:
        """Every step of the guide with its state, to filter. `page` and `home` as above."""
        known = {
            step.key: (step, standing(step, self.records))
            for lesson in self.lessons.values()
            for step in lesson.steps
        }
        counts = Counter(one.state for _, one in known.values())
        boxes = "".join(
            f'<label data-state="{state}"><input type="checkbox" value="{state}" checked> '
            f"{state.mark} {escape(state.word(self.language))} {counts[state]}</label>"
            for state in State
            if counts[state]
        )
        search = self._say("filter")
        rows = "".join(
            f'<tr data-state="{one.state}"><td>{self._link(key, page)}</td>'
            f"<td>{escape(one.state.word(self.language))}</td>"
            f"<td>{escape(_system(one.record)) if one.record else ''}</td>"
            f"<td>{one.record.when[:10] if one.record else ''}</td>"
            f"<td>{_seconds(one.step.seconds) if one.step and not one.step.why else ''}</td></tr>"
            for key, (_, one) in known.items()
        )
        head = "".join(
            f'<th scope="col">{self._say(word)}</th>'
            for word in ("step", "state", "system", "day", "took")
        )
        return one_line(
            '<div data-guide class="status"><form hidden>'
            f'<input type="search" placeholder="{search}" aria-label="{search}">{boxes}</form>'
            f'<p><a href="{home}status.json" download>{self._say("data")}</a></p>'
            f"<table data-search-exclude><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
            "</table></div>"
        )

    def _was(self, entry: Entry) -> str:
        if entry.claim:
            return _prose(entry.claim[self.language])
        # Not a block of code, which the theme would give a copy button: these are not to be run.
        lines = entry.command.strip().splitlines()
        return "".join(f'<code class="command">{_text(line)}</code>' for line in lines)

    def _link(self, key: str, page: Callable[[str], str]) -> str:
        step = self._step(key)
        state = standing(step, self.records).state
        return (
            f'<a href="{page(step.lesson)}#{_anchor(step)}" data-state="{state}">{state.mark}'
            f"<code>{key}</code></a>"
        )

    def _step(self, key: str) -> Step:
        lesson, _, id = key.partition("/")
        for step in self.lessons[lesson].steps if lesson in self.lessons else ():
            if step.id == id:
                return step
        raise KeyError(f'there is no step "{key}"; write it in docs/lessons first')

    def _say(self, word: str, *values: object) -> str:
        return escape(_WORDS[word][self.language].format(*values))

    def _badge(self, state: State) -> str:
        return f"{state.mark} {escape(state.word(self.language))}"

    def _foot(self, known: Standing, others: list[Standing], legend: str) -> str:
        badge = (
            f'<a class="step-state" href="{legend}" '
            f'title="{_text(known.state.meaning(self.language))}">'
            f"{self._badge(known.state)}</a>"
        )
        if known.step is None or known.record is None:
            return f"{badge}<span>{self._say('no record')}</span>"
        if known.step.why is not None:
            why = known.step.why.zh if self.language == "zh" else known.step.why.en
            return f"{badge}<span>{escape(why)}</span>"
        parts = [badge]
        if known.state is State.STALE:
            parts.append(f"<span>{self._say('changed', known.record.when[:10])}</span>")
        parts.append(f"<span>{self._say('seconds', _seconds(known.step.seconds))}</span>")
        if known.step.exit:
            parts.append(f"<span>{self._say('exit', known.step.exit)}</span>")
        other_systems = [one for one in others if one.record and one.step and not one.step.why]
        parts += [self._compared(known.step, one) for one in other_systems]
        parts.append(self._output(known.record, known.step, "output"))
        parts += [
            self._output(one.record, one.step, "output on", _system(one.record, known.record))
            for one in other_systems
            if one.record and one.step and self._worth_showing(known.step, one.step)
        ]
        return "".join(parts)

    def _compared(self, shown: StepRecord, other: Standing) -> str:
        """Whether the step came out the same on another system, where that one was run too."""
        assert other.record
        assert other.step
        if self._worth_showing(shown, other.step):
            return ""
        word = "same on" if same_outcome(shown, other.step) else "differs on"
        return f"<span>{self._say(word, _system(other.record))}</span>"

    @staticmethod
    def _worth_showing(shown: StepRecord, other: StepRecord) -> bool:
        """Another system's output is shown when it says something else, and can be overlooked."""
        long = other.stdout.count("\n") + other.stderr.count("\n") > _LONG
        return not long and not same_outcome(shown, other)

    def _output(self, record: Record, kept: StepRecord, title: str, *values: str) -> str:
        """The recorded output, to unfold."""
        body = ""
        if kept.stdout.strip():
            body += f'<pre tabindex="0"><samp>{_terminal(kept.stdout)}</samp></pre>'
        if kept.stderr.strip():
            body += f'<p class="step-label">{self._say("stderr")}</p>'
            body += f'<pre tabindex="0"><samp>{_terminal(kept.stderr)}</samp></pre>'
        if kept.cut:
            body += f'<p class="step-note">{self._say("cut", kept.cut)}</p>'
        if kept.state is State.STAND_IN and record.supply.stand_in:
            hosts = self._say("list").join(record.supply.stand_in)
            body += f'<p class="step-note">{self._say("stood in", hosts)}</p>'
        printed = kept.stdout.strip() or kept.stderr.strip()
        summary = self._say(title if printed or values else "silent", *values)
        if not body:
            return f"<span>{summary}</span>"
        return (
            '<details class="step-output" data-search-exclude>'
            f"<summary>{summary}</summary>{body}</details>"
        )

    def _ran(self, lesson: Lesson) -> tuple[str, str]:
        """What the lesson last ran on; then, by lesson, the states of its steps and the supply."""
        known = [standing(step, self.records) for step in lesson.steps]
        counts = Counter(one.state for one in known)
        tally = "".join(
            f'<span data-state="{state}">{state.mark} {escape(state.word(self.language))} '
            f"{counts[state]}</span>"
            for state in State
            if counts[state]
        )
        mine = {id(one.record): one.record for one in known if one.record}.values()
        record = max(mine, key=lambda one: one.when, default=None)
        if record is None:
            return self._say("no record"), tally
        steps = [standings(step, self.records) for step in lesson.steps]
        others = {
            _system(one.record, record): one.record.when[:10]
            for found in steps
            for one in found[1:]
            if one.record and one.record.system != record.system
        }
        machine, supply = record.machine, record.supply
        if supply.stand_in:
            outside = self._say("supply stand-in", self._say("list").join(supply.stand_in))
        else:
            outside = self._say("supply live" if supply.live else "supply none")
        facts = [
            f'<time datetime="{record.when}">{record.when[:10]}</time>',
            escape(machine.os),
            f"Docker {escape(machine.docker)}" if machine.docker else "",
            self._say("kernel", machine.kernel),
            self._say("engine", machine.engine),
            *(f"{self._say('also run')} {escape(name)} ({day})" for name, day in others.items()),
        ]
        line = self._say("last run") + self._say("stop") + " · ".join(filter(None, facts))
        return line, f'{tally}<span class="ran-supply">{outside}</span>'


_LONG = 40
"""Lines of output that are shown once only, whatever the number of systems."""


def _system(record: Record, beside: Record | None = None) -> str:
    """A system in two words, or one, where its operating system stands beside it already."""
    docker = f"Docker {record.machine.docker}" if record.machine.docker else ""
    os = "" if beside and docker and beside.machine.os == record.machine.os else record.machine.os
    return " · ".join(filter(None, (os, docker)))


def _anchor(step: Step) -> str:
    return f"step_{step.lesson}_{step.id}"


def _prose(text: str) -> str:
    """A text in which `backticks` stand around code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _text(text))


def one_line(html: str) -> str:
    """Line breaks and tabs as references: Markdown would cut at the one and widen the other."""
    return html.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def _text(text: str) -> str:
    return escape(text, quote=True)


def _seconds(seconds: float) -> str:
    """As precise as a reader has a use for."""
    if seconds < 0.01:
        return "< 0.01"
    digits = 2 if seconds < 1 else 1 if seconds < 10 else 0
    return f"{seconds:.{digits}f}"


_SHELL = BashLexer(stripnl=False)
_COLOURS: HtmlFormatter[str] = HtmlFormatter(nowrap=True)  # dear to make: it knows every colour


def _highlight(source: str) -> str:
    """Shell in colours, with the class names that the theme knows; white space has none."""
    tokens = [
        (Token.Text if kind in Token.Text else kind, text)
        for kind, text in _SHELL.get_tokens(source)
    ]
    html = StringIO()
    _COLOURS.format(tokens, html)
    return html.getvalue().removesuffix("\n")


_ESCAPE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_=>])")


def _terminal(output: str) -> str:
    """Output as text: without colours and cursor movements, of redrawn lines the last state.

    What is left of control characters is made visible, since HTML cannot hold them.
    """
    text = _ESCAPE.sub("", output).replace("\r\n", "\n").rstrip("\n")
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    text = "\n".join(lines).replace("\x7f", "␡")
    text = re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: chr(0x2400 + ord(match[0])), text)
    return escape(re.sub("[\x80-\x9f\ud800-\udfff]", "\ufffd", text), quote=False)
