"""A step on a page: what to know before it is copied, its command, and what came out when it ran.

Both HTML and Markdown are made from one account of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from checks.guide.lesson import Comment, Language, Step
from checks.guide.state import Mark, Sign, State
from checks.site.block import Block
from checks.site.html import fenced, highlight, terminal, text, whole
from checks.site.source import Place, Source, anchor, system_name
from checks.site.words import meaning, say

LONG = 40
"""Lines of output above which paper only says how long it is."""

_ICON = '<i class="mark"></i>'
"""What assets/site/step.css draws by the data-state around it."""

_NOT_KEPT = ["<all>"]
"""An output of which a record keeps nothing, since all of it is another each time: its check hides
it under this name."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, which the reader types: no failure."""


@dataclass(frozen=True)
class Account:
    """What is told about a step beside its command."""

    marks: dict[Sign, str]
    """What to know before it is copied, each in words."""
    summary: str = ""
    """What unfolds the output; empty where the step has not run."""
    taken: str = ""
    output: tuple[tuple[str, str], ...] = ()
    """What came out, with what is said of it: of standard output nothing."""
    remarks: tuple[str, ...] = ()
    where: str = ""
    """When and on what it ran."""
    differs: str = ""
    """How the reader's output differs."""


def block(source: Source, step: Step, place: Place) -> Block:
    """One step. Its anchor is its id, since a page shows no two steps of one id."""
    told = account(source, step, place.language)
    marks = "".join(
        f'<span data-state="{sign}" title="{text(meaning(place.language, sign))}">'
        f"{_ICON} {text(words)}</span>"
        for sign, words in told.marks.items()
    )
    if marks:
        marks = f'<div class="step-marks" data-search-exclude>{marks}</div>'
    html = (
        f'<div data-guide class="step" id="{anchor(step)}" data-step="{step.key}">{marks}'
        # Material's copy button takes the nearest data-copy: the very string that is executed.
        f'<div class="language-bash highlight" data-copy="{text(step.command)}"><pre>'
        f"<span></span><code>{highlight(step.text(place.language))}</code></pre></div>"
        f"{_output(told, step, place)}</div>"
    )
    return Block(html, tuple(_markdown(step, told, place.language)))


def badge(sign: Sign, language: Language) -> str:
    """The icon and the word of a state or a mark."""
    return f"{_ICON} {text(say(language, sign))}"


def seconds(taken: float) -> str:
    """Seconds with the digits that a reader has a use for."""
    if taken < 0.01:
        return "< 0.01"
    return f"{taken:.{2 if taken < 1 else 1 if taken < 10 else 0}f}"


def account(source: Source, step: Step, language: Language) -> Account:
    """What the step's check and the best of its records tell."""
    best, declared = source.best(step), source.marks.get(step.key, {})
    record, kept = best.record, best.step
    told = partial(say, language)
    more: dict[Sign, str] = {mark: "" for mark in declared if mark is not Mark.DIFFERS}
    if kept is None or kept.why:
        why = kept.why.text(language) if kept and kept.why else told("no record")
        more[State.NOT_RUN] = told("because", why)
    elif best.state is State.STALE and record:
        more[State.STALE] = told("because", told("changed", record.when[:10]))
    elif kept.exit not in (0, INTERRUPTED):
        more[Mark.FAILS] = told("exit", kept.exit)
    marks = {sign: told(sign) + more[sign] for sign in (*Mark, *State) if sign in more}
    if record is None or kept is None or kept.why:
        return Account(marks)
    hosts = told("list").join(record.supply.stand_in)
    how = declared.get(Mark.DIFFERS) if hosts else None
    each = (("", kept.stdout), (told("stderr"), kept.stderr))
    outputs = ((label, terminal(lines)) for label, lines in each if lines != _NOT_KEPT)
    seen = tuple((label, output) for label, output in outputs if output)
    unkept = _NOT_KEPT in (kept.stdout, kept.stderr)
    taken = told("seconds", seconds(kept.seconds))
    remarks = [told("not kept")] if unkept else []
    remarks += [told("cut", kept.cut)] if kept.cut else []
    remarks += [told("stood in", hosts)] if kept.state is State.STAND_IN else []
    return Account(
        marks,
        told("other output" if how else "output" if seen or unkept else "silent"),
        taken,
        seen,
        tuple(remarks),
        " · ".join((record.when[:10], system_name(record), taken)),
        told(Mark.DIFFERS) + told("because", how.text(language)) if how else "",
    )


def _output(told: Account, step: Step, place: Place) -> str:
    """What came out, folded, and the way to what is known about the step on every system."""
    language = place.language
    each = f'<a href="{text(place.to_state(step))}">{say(language, "each system")}</a>'
    if not told.summary:
        return f'<div class="step-each" data-search-exclude>{each}</div>'
    body = f'<p class="step-differs">{text(told.differs)}</p>' if told.differs else ""
    body += "".join(
        (label and f'<p class="step-note">{label}</p>')
        + f'<pre tabindex="0"><samp>{text(output)}</samp></pre>'
        for label, output in told.output
    )
    body += "".join(f'<p class="step-note">{whole(text(one))}</p>' for one in told.remarks)
    body += f'<p class="step-note">{text(told.where)} · {each}</p>'
    count = sum(len(output.split("\n")) for _, output in told.output)
    lines = f' data-lines="{say(language, "lines", count)}"' if count > LONG else ""
    return (
        '<details class="step-output quiet" data-search-exclude>'
        f'<summary title="{told.taken}"{lines}>{told.summary}</summary>{body}</details>'
    )


def _markdown(step: Step, told: Account, language: Language) -> Iterator[str]:
    """Marks and comments as prose, the command in a fence, to the byte; what came out below."""
    if told.marks:
        yield from (f"**{' · '.join(told.marks.values())}**", "")
    for line in step.lines:
        if isinstance(line, Comment):
            yield from (getattr(line, language), "")
    yield from fenced(step.command, "bash")
    if told.summary and not told.output:
        yield from ("", f"*{told.summary}*")
    for label, output in told.output:
        yield from ("", label or told.summary, "", *fenced(output, "text"))
    for remark in filter(None, (told.differs, *told.remarks)):
        yield from ("", remark)
