"""A step on a page: its command, and below it its state and what came out when it ran.

Both HTML and Markdown are made from one account of each view (see `checks.site.source`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from msgspec import structs

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
    summary: str = ""
    """What unfolds the output; empty where the step has not run."""
    output: tuple[tuple[str, str], ...] = ()
    """What came out, with what is said of it: of standard output nothing."""
    remarks: tuple[str, ...] = ()
    lines: int = 0
    elsewhere: str = ""
    """The address of the record that holds the output, if it is not here."""


def block(source: Source, step: Step, place: Place) -> Block:
    """One step. Its anchor is its id, since a page shows no two steps of one id."""
    best, *others = source.views(step)
    assert best
    first = _foot(best, best, place)
    feet = [first, *(_foot(view, best, place, first) for view in others)]
    parts = zip(*(_html(foot, place) for foot in feet), strict=True)
    html = (
        f'<div data-guide class="step" id="{anchor(step)}" data-step="{step.key}">'
        # Material's copy button takes the nearest data-copy: the very string that is executed.
        f'<div class="language-bash highlight" data-copy="{text(step.command)}"><pre>'
        f"<span></span><code>{highlight(step.text(place.language))}</code></pre></div>"
        f'<div class="step-foot" data-search-exclude>{"".join(map(pick, parts))}</div></div>'
    )
    return Block(html, tuple(_markdown(step, feet[0], place.language)))


def badge(state: State, language: Language) -> str:
    """A state's icon and word."""
    return f"{state.mark} {text(state.word(language))}"


def seconds(taken: float) -> str:
    """Seconds with the digits that a reader has a use for."""
    if taken < 0.01:
        return "< 0.01"
    return f"{taken:.{2 if taken < 1 else 1 if taken < 10 else 0}f}"


def _foot(view: Standing | None, best: Standing, place: Place, first: Foot | None = None) -> Foot:
    """What one view tells. A system that has not run the step shows the best record, named.

    `first` is what the first view tells: output that is alike stands on the page once.
    """
    one = view or best
    state, record, kept = one.state, one.record, one.step

    def told(word: str, *values: object, when: object = True) -> str:
        return say(place.language, word, *values) if when else ""

    if record is None or kept is None:
        return Foot(state, ("", told("no record"), "", ""))
    where = told("ran on", system_name(record), when=not view)
    if kept.why:
        return Foot(state, (where, kept.why.text(place.language), "", ""))
    notes = (
        where,
        told("changed", record.when[:10], when=state is State.STALE),
        told("seconds", seconds(kept.seconds)),
        told("exit", kept.exit, when=kept.exit),
    )
    lines = len(kept.stdout) + len(kept.stderr)
    if first and best.step:
        alike = structs.replace(kept, seconds=best.step.seconds) == best.step
        if alike and state is best.state:
            return replace(first, notes=notes)
        if lines > LONG:
            return Foot(state, notes, told("long output"), elsewhere=place.to_record(record))
    hosts = told("list").join(record.supply.stand_in)
    remarks = (
        told("cut", kept.cut, when=kept.cut),
        told("stood in", hosts, when=kept.state is State.STAND_IN),
    )
    outputs = (("", terminal(kept.stdout)), (told("stderr"), terminal(kept.stderr)))
    seen = tuple((label, output) for label, output in outputs if output)
    summary = told("output" if seen else "silent")
    return Foot(state, notes, summary, seen, tuple(filter(None, remarks)), lines)


def _html(foot: Foot, place: Place) -> Iterator[str]:
    """The elements of a foot, in every view as many."""
    state, language = foot.state, place.language
    yield (
        f'<a class="step-state" data-state="{state}" href="{place.home}#marks" '
        f'title="{text(state.meaning(language))}">{badge(state, language)}</a>'
    )
    yield from (note and f"<span>{text(note)}</span>" for note in foot.notes)
    body = "".join(
        (label and f'<p class="step-label">{label}</p>')
        + f'<pre tabindex="0"><samp>{text(output)}</samp></pre>'
        for label, output in foot.output
    )
    body += "".join(f'<p class="step-note">{whole(text(one))}</p>' for one in foot.remarks)
    if foot.elsewhere:
        yield f'<a class="step-record" href="{foot.elsewhere}">{foot.summary}</a>'
    elif body:
        lines = f' data-lines="{say(language, "lines", foot.lines)}"' if foot.lines > LONG else ""
        yield (
            '<details class="step-output quiet" data-search-exclude>'
            f"<summary{lines}>{foot.summary}</summary>{body}</details>"
        )
    else:
        yield foot.summary and f"<span>{foot.summary}</span>"


def _markdown(step: Step, foot: Foot, language: Language) -> Iterator[str]:
    """The comments as prose, the command in a fence, to the byte; state and output below."""
    for line in step.lines:
        if isinstance(line, Comment):
            yield from (getattr(line, language), "")
    yield from (*fenced(step.command, "bash"), "")
    silent = "" if foot.output else foot.summary
    yield f"*{' · '.join(filter(None, (foot.state.word(language), *foot.notes, silent)))}*"
    for label, output in foot.output:
        yield from ("", label or foot.summary, "", *fenced(output, "text"))
    for remark in foot.remarks:
        yield from ("", remark)
