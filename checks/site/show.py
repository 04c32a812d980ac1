"""How a step, its state and its record look on a page.

Everything comes from the lessons and the records. What each macro gives is one line of HTML, which
`checks.site.block` carries through Markdown untouched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from io import StringIO

from pygments.formatters import HtmlFormatter
from pygments.lexers import BashLexer
from pygments.token import Token

from checks.guide.article import FILE as ARTICLE
from checks.guide.article import Article, Entry
from checks.guide.lesson import Language, Lesson, Step
from checks.guide.record import Record, Standing, StepRecord, same_outcome
from checks.guide.state import State
from checks.site.views import Views, pick, system_name
from checks.site.whole import whole

_WORDS: dict[str, dict[Language, str]] = {
    "output": {"zh": "输出", "en": "Output"},
    "stderr": {"zh": "标准错误", "en": "Standard error"},
    "silent": {"zh": "没有输出", "en": "no output"},
    "exit": {"zh": "退出码 {}", "en": "exit code {}"},
    "seconds": {"zh": "{} 秒", "en": "{} s"},
    "lines": {"zh": "{} 行", "en": "{} lines"},
    "cut": {"zh": "中间省略了 {} 个字符", "en": "{} characters left out of the middle"},
    "stood in": {"zh": "这一课里由替身应答：{}", "en": "Stood in for in this lesson: {}"},
    "no record": {"zh": "还没有记录", "en": "no record yet"},
    "changed": {"zh": "{} 运行的是旧命令", "en": "the old command ran on {}"},
    "lessons": {"zh": "{} 课", "en": "{} lessons"},
    "last run": {"zh": "上次运行", "en": "Last run"},
    "ran on": {"zh": "在 {} 上", "en": "on {}"},
    "long output": {"zh": "输出见记录（JSON）", "en": "output: see the record (JSON)"},
    "show for": {"zh": "显示哪个系统的结果：", "en": "Show results from"},
    "each best": {"zh": "每一步取最好的记录", "en": "each step's best record"},
    "report": {"zh": "报告失败", "en": "Report a failure"},
    "supply live": {"zh": "外部服务全部真实", "en": "every outside service real"},
    "supply stand-in": {"zh": "替身应答：{}", "en": "stood in for: {}"},
    "supply none": {"zh": "没有用到外部服务", "en": "no outside service used"},
    "kernel": {"zh": "内核 {}", "en": "kernel {}"},
    "list": {"zh": "、", "en": ", "},
    "stop": {"zh": "：", "en": ": "},
    "script": {
        "zh": "下载这一课的全部步骤（bash 脚本）",
        "en": "Download every step of this lesson as a bash script",
    },
    "filter": {"zh": "筛选步骤", "en": "Filter the steps"},
    "steps shown": {"zh": "步", "en": "steps"},
    "record": {"zh": "记录（JSON）", "en": "record (JSON)"},
    "data": {
        "zh": "下载 status.json：所有系统的结果，连同命令",
        "en": "Download status.json: the results on every system, with the commands",
    },
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
    repository: str = ""
    """Its address on the web, where a reader can report a command that failed; "" for none."""

    @cached_property
    def views(self) -> Views:
        return Views(self.records)

    def step(self, key: str, legend: str = "#marks") -> str:
        """The block of one step. `legend` is the address of the page that explains the marks.

        Raises KeyError if there is no such step.
        """
        step = self._step(key)
        anchor = _anchor(step)
        return one_line(
            f'<div data-guide class="step" id="{anchor}" data-step="{key}">'
            # Material's copy button takes the nearest data-copy: the very string that is executed.
            f'<div class="language-bash highlight" data-copy="{_text(step.command)}"><pre>'
            f"<span></span><code>{_highlight(step.text(self.language))}</code></pre></div>"
            f'<div class="step-foot" data-search-exclude>{self._foot(self.views.of(step), legend)}'
            "</div></div>"
        )

    def ran(self, names: tuple[str, ...], home: str = "") -> str:
        """When and on what the lessons of a page were last run.

        `home` is the way to the start page, beside which the lessons lie as scripts. Raises
        KeyError if there is no such lesson.
        """
        known = {
            name: [self.views.seen(step) for step in self.lessons[name].steps] for name in names
        }
        count = len(self.views.systems) + 1 if len(self.views.systems) > 1 else 1
        bodies = [
            self._ran_in([(name, [seen[view] for seen in known[name]]) for name in names], home)
            for view in range(count)
        ]
        report = (
            f' data-report="{_text(self.repository)}" data-report-word="{self._say("report")}"'
            if self.repository
            else ""
        )
        return one_line(
            f'<div data-guide class="ran" data-search-exclude{report}>'
            f"{self._systems(names)}{pick(bodies)}</div>"
        )

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
            f'<tr><td data-label="{self._say("in 2014")}">{self._was(entry)}</td>'
            f'<td data-label="{self._say("today")}">{_prose(entry.now[self.language])}</td>'
            f"<td>{'<br>'.join(self._link(key, page) for key in entry.steps)}</td></tr>"
            for entry in self.article_.section(section)
        )
        return one_line(
            '<div data-guide class="article"><table>'
            f"<thead data-search-exclude><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>"
        )

    def status(self, page: Callable[[str], str], home: str) -> str:
        """Every step of the guide with its state, to filter. `page` and `home` as above."""
        known = {
            lesson.name: [(step, self.views.of(step)) for step in lesson.steps]
            for lesson in self.lessons.values()
        }
        every = [views for steps in known.values() for _, views in steps]
        counts = [Counter(one.state for one in view if one) for view in zip(*every, strict=True)]
        boxes = "".join(
            f'<label data-state="{state}"><input type="checkbox" value="{state}" checked> '
            f"{self._badge(state)} {pick([f'<span>{count[state]}</span>' for count in counts])}"
            "</label>"
            for state in State
            if any(count[state] for count in counts)
        )
        search = self._say("filter")
        # Folded: seven hundred rows are no overview, and a slow phone draws them for seconds.
        groups = "".join(
            f'<details class="quiet"><summary><code>{name}</code>'
            f"{self._tallies([views for _, views in steps])}</summary>"
            f"<p>{self._machines([views for _, views in steps], home)}</p><table><tbody>"
            + "".join(self._row(step, views, page) for step, views in steps)
            + "</tbody></table></details>"
            for name, steps in known.items()
        )
        return one_line(
            '<div data-guide class="status"><form hidden>'
            f'<input type="search" placeholder="{search}" aria-label="{search}">'
            f"{self._system_choice(self.lessons)}{boxes}"
            f"<span><output>{len(every)}</output> {self._say('steps shown')}</span></form>"
            f'<p><a href="{home}status.json" download>{self._say("data")}</a></p>'
            f"<div data-search-exclude>{groups}</div></div>"
        )

    def _tallies(self, steps: list[list[Standing | None]]) -> str:
        """How many of a lesson's steps are in which state, in each view."""
        views = [[one for one in view if one] for view in zip(*steps, strict=True)]
        return pick([f"<span>{self._tally(view)}</span>" if view else "" for view in views])

    def _row(self, step: Step, views: list[Standing | None], page: Callable[[str], str]) -> str:
        """A step of the list. In the view of a system that has not run it, it has no state."""
        states = [
            f'<td data-state="{one.state}">{self._badge(one.state)}</td>' if one else ""
            for one in views
        ]
        took = [
            f"<td>{escape(_seconds(one.step.seconds))}</td>"
            if one and one.step and not one.step.why
            else "<td></td>"
            for one in views
        ]
        return (
            f'<tr><td><a href="{page(step.lesson)}#{_anchor(step)}"><code>{step.id}</code></a></td>'
            f"{pick(states)}{pick(took)}</tr>"
        )

    def _machines(self, steps: list[list[Standing | None]], home: str) -> str:
        """What a lesson's steps ran on and when, with the records to download."""
        lines = []
        for view in zip(*steps, strict=True):
            records = {one.record.system: one.record for one in view if one and one.record}
            facts = [
                f"{escape(system_name(record))} · <time>{record.when[:10]}</time> · "
                f'<a href="{_record_file(record, home)}" download>{self._say("record")}</a>'
                for record in records.values()
            ]
            lines.append(f"<span>{'<br>'.join(facts) or self._say('no record')}</span>")
        return pick(lines)

    def _was(self, entry: Entry) -> str:
        if entry.claim:
            return _prose(entry.claim[self.language])
        # Not a block of code, which the theme would give a copy button: these are not to be run.
        lines = entry.command.strip().splitlines()
        return "".join(f'<code class="command">{_text(line)}</code>' for line in lines)

    def _link(self, key: str, page: Callable[[str], str]) -> str:
        step = self._step(key)
        state = self.views.best(step).state
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

    def _systems(self, names: Iterable[str]) -> str:
        choice = self._system_choice(names)
        return f'<form class="systems" hidden>{choice}</form>' if choice else ""

    def _system_choice(self, names: Iterable[str]) -> str:
        """Where lessons ran on several systems: which one's results to show."""
        if len(self.views.systems) < 2:
            return ""
        options = "".join(
            f'<option value="{_text(one.key)}" data-view="{view}">{escape(one.name)}</option>'
            for view, one in self.views.run(names)
        )
        return (
            f'<label class="system">{self._say("show for")} <select>'
            f'<option value="" data-view="0">{self._say("each best")}</option>{options}'
            "</select></label>"
        )

    def _foot(self, views: list[Standing | None], legend: str) -> str:
        """The line below a command: in each view the same facts, of which some may be none."""
        best = views[0]
        assert best
        home = legend.removesuffix("#marks")
        facts = [self._facts(one or best, best, one is None, legend, home) for one in views]
        return "".join(pick(parts) for parts in zip(*facts, strict=True))

    def _facts(
        self, one: Standing, best: Standing, elsewhere: bool, legend: str, home: str
    ) -> tuple[str, ...]:
        """One view of the foot. `elsewhere`: the system picked has not run the step."""
        badge = (
            f'<a class="step-state" data-state="{one.state}" href="{legend}" '
            f'title="{_text(one.state.meaning(self.language))}">'
            f"{self._badge(one.state)}</a>"
        )
        record, kept = one.record, one.step
        if record is None or kept is None:
            return badge, f"<span>{self._say('no record')}</span>", "", "", "", ""
        where = f"<span>{self._say('ran on', system_name(record))}</span>" if elsewhere else ""
        if kept.why is not None:
            why = kept.why.zh if self.language == "zh" else kept.why.en
            return badge, where, f"<span>{escape(why)}</span>", "", "", ""
        stale = one.state is State.STALE
        changed = f"<span>{self._say('changed', record.when[:10])}</span>" if stale else ""
        seconds = f"<span>{self._say('seconds', _seconds(kept.seconds))}</span>"
        exit = f"<span>{self._say('exit', kept.exit)}</span>" if kept.exit else ""
        return badge, where, changed, seconds, exit, self._output_beside(one, best, home)

    def _output_beside(self, one: Standing, best: Standing, home: str) -> str:
        """The output; the best record's own words where this one says the same."""
        assert one.record
        assert one.step
        if one is best or best.record is None or best.step is None:
            return self._output(one.record, one.step)
        if one.state is best.state and same_outcome(one.step, best.step):
            return self._output(best.record, best.step)
        if _lines(one.step) > _LONG:
            address = _record_file(one.record, home)
            return f'<a class="step-record" href="{address}">{self._say("long output")}</a>'
        return self._output(one.record, one.step)

    def _output(self, record: Record, kept: StepRecord) -> str:
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
            body += f'<p class="step-note">{whole(self._say("stood in", hosts))}</p>'
        printed = kept.stdout.strip() or kept.stderr.strip()
        summary = self._say("output" if printed else "silent")
        if not body:
            return f"<span>{summary}</span>"
        lines = _lines(kept)
        long = f' data-lines="{self._say("lines", lines)}"' if lines > _LONG else ""
        return (
            '<details class="step-output quiet" data-search-exclude>'
            f"<summary{long}>{summary}</summary>{body}</details>"
        )

    def _ran_in(self, lessons: list[tuple[str, list[Standing]]], home: str) -> str:
        """One view of the head of a page."""
        # Most lessons of a page ran on one machine with one supply, which are then named once.
        groups: dict[str, list[tuple[str, str, str, list[Standing]]]] = {}
        for name, known in lessons:
            facts, outside, version = self._ran(known)
            groups.setdefault(facts, []).append((name, outside, version, known))
        body = ""
        for facts, group in groups.items():
            supplies = {outside for _, outside, _, _ in group}
            shared = supplies.pop() if len(supplies) == 1 and len(group) > 1 else ""
            items = "".join(
                f'<li data-lesson="{name}" data-version="{_text(version)}">'
                f'<a href="{home}lessons/{name}.sh" download title="{self._say("script")}">'
                f"<code>{name}</code></a>{self._tally(known)}"
                + ("" if shared else f'<span class="ran-supply">{outside}</span>')
                + "</li>"
                for name, outside, version, known in group
            )
            listed = f"<ul>{items}</ul>"
            if len(group) > _MANY:
                every = [one for *_, known in group for one in known]
                summary = f"{self._say('lessons', len(group))}{self._tally(every)}"
                listed = f'<details class="quiet"><summary>{summary}</summary>{listed}</details>'
            said = " · ".join(filter(None, (facts, shared)))
            body += f"<p>{said}</p>{listed}"
        return f"<div>{body}</div>"

    def _tally(self, known: list[Standing]) -> str:
        """How many steps are in which state."""
        counts = Counter(one.state for one in known)
        return "".join(
            f'<span data-state="{state}">{state.mark} {escape(state.word(self.language))} '
            f"{counts[state]}</span>"
            for state in State
            if counts[state]
        )

    def _ran(self, known: list[Standing]) -> tuple[str, str, str]:
        """What a lesson last ran on, and on which day; where what came from outside came from; and
        what names the run for one who reports a failure."""
        mine = {id(one.record): one.record for one in known if one.record}.values()
        record = max(mine, key=lambda one: one.when, default=None)
        if record is None:
            return self._say("no record"), "", ""
        machine, supply = record.machine, record.supply
        if supply.stand_in:
            hosts = self._say("list").join(supply.stand_in)
            outside = whole(self._say("supply stand-in", hosts))
        else:
            outside = self._say("supply live" if supply.live else "supply none")
        facts = [
            f"<time>{record.when[:10]}</time>",
            escape(machine.os),
            f"Docker {escape(machine.docker)}" if machine.docker else "",
            self._say("kernel", machine.kernel),
        ]
        line = self._say("last run") + self._say("stop") + " · ".join(filter(None, facts))
        version = f"{record.system} {record.when[:10]} {record.commit}"
        return line, outside, version


_MANY = 3
"""Lessons that the head of a page lists at once; more of them are there to unfold."""

_LONG = 40
"""Lines of output above which a page holds it once only, whatever the number of systems, and paper
only says how long it is."""


def _lines(kept: StepRecord) -> int:
    return kept.stdout.count("\n") + kept.stderr.count("\n")


def _record_file(record: Record, home: str) -> str:
    """The address of a record as JSON. `home` is the way to the start page."""
    return f"{home}records/{record.system}/{record.lesson}.json"


def _anchor(step: Step) -> str:
    return f"step_{step.lesson}_{step.id}"


def _prose(text: str) -> str:
    """A text in which `backticks` stand around code."""
    return re.sub(r"`([^`]+)`", lambda code: f"<code>{whole(code[1])}</code>", _text(text))


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
    return whole(html.getvalue().removesuffix("\n"))


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
