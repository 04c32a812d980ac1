"""A step on a page: its command, and below it its state and what came out when it ran.

Both HTML and Markdown are made from one account of each view (see `checks.site.source`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from checks.guide.lesson import Comment, Language, Step
from checks.guide.record import Standing
from checks.guide.state import State
from checks.site.block import Block
from checks.site.html import fenced, highlight, pick, terminal, text, whole
from checks.site.source import Place, Source, anchor, system_name
from checks.site.words import say

LONG = 40
"""Lines of output above which a page holds it once only, whatever the number of systems, and paper
only says how long it is."""


@dataclass(frozen=True)
class Foot:
    """What stands below a command in one view."""

    state: State
    notes: tuple[str, ...]
    """As many in each view; empty where there is nothing to say."""
    ran: bool = False
    stdout: str = ""
    stderr: str = ""
    remarks: tuple[str, ...] = ()
    lines: int = 0
    elsewhere: str = ""
    """The address of the record that holds the output, if it is not here."""


def block(source: Source, step: Step, place: Place) -> Block:
    """One step. Its anchor is its id, since a page shows no two steps of one id."""
    language = place.language
    best, *others = source.views(step)
    assert best
    feet = [_foot(view, best, place) for view in (best, *others)]
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


def _foot(view: Standing | None, best: Standing, place: Place) -> Foot:
    """What one view tells. A system that has not run the step shows the best record, named."""
    language = place.language
    one = view or best
    record, kept = one.record, one.step
    if record is None or kept is None:
        return Foot(one.state, ("", say(language, "no record"), "", ""))
    where = "" if view else say(language, "ran on", system_name(record))
    if kept.why:
        return Foot(one.state, (where, getattr(kept.why, language), "", ""))
    stale = one.state is State.STALE
    changed = say(language, "changed", record.when[:10]) if stale else ""
    took = say(language, "seconds", seconds(kept.seconds))
    code = say(language, "exit", kept.exit) if kept.exit else ""
    notes = (where, changed, took, code)
    lines = len(kept.stdout) + len(kept.stderr)
    if best.record and best.step and kept is not best.step:
        if one.state is best.state and replace(kept, seconds=0) == replace(best.step, seconds=0):
            record = best.record  # for its output, which is alike, stands there once
        elif lines > LONG:
            return Foot(one.state, notes, ran=True, elsewhere=place.to_record(record))
    remarks = []
    if kept.cut:
        remarks.append(say(language, "cut", kept.cut))
    if kept.state is State.STAND_IN:
        hosts = say(language, "list").join(record.supply.stand_in)
        remarks.append(say(language, "stood in", hosts))
    stdout, stderr = terminal(kept.stdout), terminal(kept.stderr)
    return Foot(one.state, notes, True, stdout, stderr, tuple(remarks), lines)


def _html(foot: Foot, place: Place) -> Iterator[str]:
    """The elements of a foot, in every view as many."""
    state, language = foot.state, place.language
    yield (
        f'<a class="step-state" data-state="{state}" href="{place.home}#marks" '
        f'title="{text(state.meaning(language))}">{badge(state, language)}</a>'
    )
    for note in foot.notes:
        yield f"<span>{text(note)}</span>" if note else ""
    if foot.elsewhere:
        yield f'<a class="step-record" href="{foot.elsewhere}">{say(language, "long output")}</a>'
    else:
        yield _output(foot, language) if foot.ran else ""


def _output(foot: Foot, language: Language) -> str:
    body = ""
    if foot.stdout:
        body += f'<pre tabindex="0"><samp>{text(foot.stdout)}</samp></pre>'
    if foot.stderr:
        body += f'<p class="step-label">{say(language, "stderr")}</p>'
        body += f'<pre tabindex="0"><samp>{text(foot.stderr)}</samp></pre>'
    body += "".join(f'<p class="step-note">{whole(text(one))}</p>' for one in foot.remarks)
    summary = say(language, "output" if foot.stdout or foot.stderr else "silent")
    if not body:
        return f"<span>{summary}</span>"
    told = f' data-lines="{say(language, "lines", foot.lines)}"' if foot.lines > LONG else ""
    return (
        '<details class="step-output quiet" data-search-exclude>'
        f"<summary{told}>{summary}</summary>{body}</details>"
    )


def _markdown(step: Step, foot: Foot, language: Language) -> Iterator[str]:
    """The comments as prose, the command in a fence, to the byte; state and output below."""
    for line in step.lines:
        if isinstance(line, Comment):
            yield from (getattr(line, language), "")
    yield from (*fenced(step.command, "bash"), "")
    facts = [foot.state.word(language), *filter(None, foot.notes)]
    if foot.ran and not (foot.stdout or foot.stderr):
        facts.append(say(language, "silent"))
    yield f"*{' · '.join(facts)}*"
    for word, output in (("output", foot.stdout), ("stderr", foot.stderr)):
        if output:
            yield from ("", say(language, word), "", *fenced(output, "text"))
    for remark in foot.remarks:
        yield from ("", remark)
