"""A step on a page: its command, and below it its state and what came out when it ran.

Both HTML and Markdown are made from one account of each view (see `checks.site.views`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.guide.difference import step_differences
from checks.guide.lesson import Comment, Language, Step
from checks.guide.record import Record, Standing, StepRecord
from checks.guide.state import State
from checks.site.block import Block
from checks.site.html import fenced, highlight, terminal, text
from checks.site.source import Place, Source, anchor
from checks.site.views import pick, system_name
from checks.site.whole import whole
from checks.site.words import say

LONG = 40
"""Lines of output above which a page holds it once only, whatever the number of systems, and paper
only says how long it is."""


@dataclass(frozen=True)
class Output:
    """What a step printed, as text; `elsewhere` is the address of a record that holds it."""

    stdout: str = ""
    stderr: str = ""
    remarks: tuple[str, ...] = ()
    lines: int = 0
    elsewhere: str = ""


@dataclass(frozen=True)
class Foot:
    """What stands below a command in one view. A note is empty where there is nothing to say."""

    state: State
    notes: tuple[str, ...]
    output: Output | None


def block(source: Source, step: Step, place: Place) -> Block:
    """One step. Its anchor is its id, since a page shows no two steps of one id."""
    language = place.language
    feet = _feet(source.views.of(step), place)
    parts = zip(*(_html(foot, place) for foot in feet), strict=True)
    html = (
        f'<div data-guide class="step" id="{anchor(step)}" data-step="{step.key}">'
        # Material's copy button takes the nearest data-copy: the very string that is executed.
        f'<div class="language-bash highlight" data-copy="{text(step.command)}"><pre>'
        f"<span></span><code>{highlight(step.text(language))}</code></pre></div>"
        f'<div class="step-foot" data-search-exclude>{"".join(map(pick, parts))}</div></div>'
    )
    return Block(html, tuple(_markdown(step, feet[0], language)))


def badge(state: State, language: Language) -> str:
    """A state's icon and word."""
    return f"{state.mark} {text(state.word(language))}"


def seconds(taken: float) -> str:
    """Seconds with the digits that a reader has a use for."""
    if taken < 0.01:
        return "< 0.01"
    return f"{taken:.{2 if taken < 1 else 1 if taken < 10 else 0}f}"


# -- what is told ----------------------------------------------------------------------------------


def _feet(views: list[Standing | None], place: Place) -> list[Foot]:
    """The foot of each view. A system that has not run the step shows the best record, named."""
    best = views[0]
    assert best
    return [_foot(one or best, best, one is None, place) for one in views]


def _foot(one: Standing, best: Standing, elsewhere: bool, place: Place) -> Foot:
    language, record, kept = place.language, one.record, one.step
    if record is None or kept is None:
        return Foot(one.state, ("", say(language, "no record"), "", ""), None)
    where = say(language, "ran on", system_name(record)) if elsewhere else ""
    if kept.why:
        return Foot(one.state, (where, getattr(kept.why, language), "", ""), None)
    stale = one.state is State.STALE
    changed = say(language, "changed", record.when[:10]) if stale else ""
    took = say(language, "seconds", seconds(kept.seconds))
    code = say(language, "exit", kept.exit) if kept.exit else ""
    return Foot(one.state, (where, changed, took, code), _beside(one, best, place))


def _beside(one: Standing, best: Standing, place: Place) -> Output:
    """The output of a view: the best record's where it is alike, a link to the record if long."""
    assert one.record
    assert one.step
    if one is not best and best.record and best.step:
        if one.state is best.state and not step_differences(one.step, best.step):
            return _output(best.record, best.step, place.language)
        lines = len(one.step.stdout) + len(one.step.stderr)
        if lines > LONG:
            return Output(lines=lines, elsewhere=place.to_record(one.record))
    return _output(one.record, one.step, place.language)


def _output(record: Record, kept: StepRecord, language: Language) -> Output:
    remarks = []
    if kept.cut:
        remarks.append(say(language, "cut", kept.cut))
    if kept.state is State.STAND_IN:
        hosts = say(language, "list").join(record.supply.stand_in)
        remarks.append(say(language, "stood in", hosts))
    stdout, stderr = terminal(kept.stdout), terminal(kept.stderr)
    lines = len(kept.stdout) + len(kept.stderr)
    return Output(stdout, stderr, tuple(remarks), lines)


# -- as HTML ---------------------------------------------------------------------------------------


def _html(foot: Foot, place: Place) -> Iterator[str]:
    """The elements of a foot, in every view as many."""
    state, language = foot.state, place.language
    yield (
        f'<a class="step-state" data-state="{state}" href="{place.legend}" '
        f'title="{text(state.meaning(language))}">{badge(state, language)}</a>'
    )
    for note in foot.notes:
        yield f"<span>{text(note)}</span>" if note else ""
    yield _html_output(foot.output, place.language) if foot.output else ""


def _html_output(output: Output, language: Language) -> str:
    if output.elsewhere:
        word = say(language, "long output")
        return f'<a class="step-record" href="{output.elsewhere}">{word}</a>'
    body = ""
    if output.stdout:
        body += f'<pre tabindex="0"><samp>{text(output.stdout)}</samp></pre>'
    if output.stderr:
        body += f'<p class="step-label">{say(language, "stderr")}</p>'
        body += f'<pre tabindex="0"><samp>{text(output.stderr)}</samp></pre>'
    body += "".join(f'<p class="step-note">{whole(text(one))}</p>' for one in output.remarks)
    summary = say(language, "output" if output.stdout or output.stderr else "silent")
    if not body:
        return f"<span>{summary}</span>"
    long = output.lines > LONG
    told = f' data-lines="{say(language, "lines", output.lines)}"' if long else ""
    return (
        '<details class="step-output quiet" data-search-exclude>'
        f"<summary{told}>{summary}</summary>{body}</details>"
    )


# -- as Markdown -----------------------------------------------------------------------------------


def _markdown(step: Step, foot: Foot, language: Language) -> Iterator[str]:
    """The comments as prose, the command in a fence, to the byte; state and output below."""
    for line in step.lines:
        if isinstance(line, Comment):
            yield from (getattr(line, language), "")
    yield from (*fenced(step.command, "bash"), "")
    facts = [foot.state.word(language), *filter(None, foot.notes)]
    output = foot.output or Output()
    if foot.output and not (output.stdout or output.stderr):
        facts.append(say(language, "silent"))
    yield f"*{' · '.join(facts)}*"
    if output.stdout:
        yield from ("", say(language, "output"), "", *fenced(output.stdout, "text"))
    if output.stderr:
        yield from ("", say(language, "stderr"), "", *fenced(output.stderr, "text"))
    for remark in output.remarks:
        yield from ("", remark)
