"""Two pages that are lists: every step with its state, and the article of 2014 line by line."""

from __future__ import annotations

from collections import Counter

from checks.guide.article import FILE as ARTICLE
from checks.guide.article import Entry
from checks.guide.lesson import Step
from checks.guide.record import Standing
from checks.guide.state import SHOWN
from checks.site.block import Block
from checks.site.head import choice, tally
from checks.site.html import pick, prose, text
from checks.site.source import Place, Source, system_name
from checks.site.step import badge, seconds
from checks.site.words import say

Views = list[list[Standing | None]]
"""For each step of a lesson its views."""


def article(source: Source, section: str, place: Place) -> Block:
    """The table of one section of the article. Raises KeyError for an unknown section or step."""
    if source.article is None:
        raise KeyError(f"there is no {ARTICLE}")
    language = place.language
    words = [say(language, word) for word in ("in 2014", "today", "shown by")]
    rows, lines = "", [f"| {' | '.join(words)} |", "| --- | --- | --- |"]
    for entry in source.article.section(section):
        steps = [source.step(key) for key in entry.steps]
        links = "<br>".join(_link(source, step, place) for step in steps)
        now = entry.now.text(language)
        rows += (
            f'<tr><td data-label="{words[0]}">{_was(entry, place)}</td>'
            f'<td data-label="{words[1]}">{prose(now)}</td><td>{links}</td></tr>'
        )
        was = entry.claim.text(language) if entry.claim else _code(entry)
        shown = ", ".join(f"[{step.key}]({place.to_step(step)})" for step in steps)
        lines.append(f"| {_cell(was)} | {_cell(now)} | {shown} |")
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    html = (
        '<div data-guide class="article"><table>'
        f"<thead data-search-exclude><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return Block(html, tuple(lines))


def status(source: Source, place: Place) -> Block:
    """Every step of the guide with its state, to filter."""
    language = place.language
    known = {
        lesson.name: [(step, source.views(step)) for step in lesson.steps]
        for lesson in source.lessons.values()
    }
    every = [views for steps in known.values() for _, views in steps]
    counts = [Counter(one.state for one in view if one) for view in zip(*every, strict=True)]
    boxes = "".join(
        f'<label data-state="{state}"><input type="checkbox" value="{state}" checked> '
        f"{badge(state, language)} {pick([f'<span>{count[state]}</span>' for count in counts])}"
        "</label>"
        for state in SHOWN
        if any(count[state] for count in counts)
    )
    search = say(language, "filter")
    # Folded: seven hundred rows are no overview, and a slow phone draws them for seconds.
    groups = "".join(
        f'<details class="quiet"><summary><code>{name}</code>'
        f"{_tallies([views for _, views in steps], place)}</summary>"
        f"<p>{_machines([views for _, views in steps], place)}</p><table><tbody>"
        + "".join(_row(step, views, place) for step, views in steps)
        + "</tbody></table></details>"
        for name, steps in known.items()
    )
    html = (
        '<div data-guide class="status"><form hidden>'
        f'<input type="search" placeholder="{search}" aria-label="{search}">'
        f"{choice(source, [*source.lessons.values()], language)}{boxes}"
        f"<span><output>{len(every)}</output> {say(language, 'steps shown')}</span></form>"
        f'<p><a href="{place.home}status.json" download>{say(language, "data")}</a></p>'
        f"<div data-search-exclude>{groups}</div></div>"
    )
    return Block(html, (f"[{say(language, 'data')}]({place.home}status.json)",))


# -- the article -----------------------------------------------------------------------------------


def _was(entry: Entry, place: Place) -> str:
    if entry.claim:
        return prose(entry.claim.text(place.language))
    # Not a block of code, which the theme would give a copy button: these are not to be run.
    lines = entry.command.strip().splitlines()
    return "".join(f'<code class="command">{text(line)}</code>' for line in lines)


def _link(source: Source, step: Step, place: Place) -> str:
    state = source.standings(step)[0].state
    return (
        f'<a href="{place.to_step(step)}" data-state="{state}">{state.mark}'
        f"<code>{step.key}</code></a>"
    )


def _code(entry: Entry) -> str:
    return " ".join(f"`{line}`" for line in entry.command.strip().splitlines())


def _cell(words: str) -> str:
    """A text in a cell of a Markdown table."""
    return words.replace("|", "\\|").replace("<", "\\<") if "`" not in words else words


# -- every step ------------------------------------------------------------------------------------


def _tallies(steps: Views, place: Place) -> str:
    """How many of a lesson's steps are in which state, in each view."""
    views = [[one for one in view if one] for view in zip(*steps, strict=True)]
    return pick([f"<span>{tally(view, place.language)}</span>" if view else "" for view in views])


def _row(step: Step, views: list[Standing | None], place: Place) -> str:
    """A step of the list. In the view of a system that has not run it, it has no state."""
    states = [
        f'<td data-state="{one.state}">{badge(one.state, place.language)}</td>' if one else ""
        for one in views
    ]
    took = [f"<td>{text(_took(one))}</td>" for one in views]
    return (
        f'<tr><td><a href="{place.to_step(step)}"><code>{step.id}</code></a></td>'
        f"{pick(states)}{pick(took)}</tr>"
    )


def _took(one: Standing | None) -> str:
    return seconds(one.step.seconds) if one and one.step and not one.step.why else ""


def _machines(steps: Views, place: Place) -> str:
    """What a lesson's steps ran on and when, with the records to download."""
    lines = []
    for view in zip(*steps, strict=True):
        records = {one.record.system: one.record for one in view if one and one.record}
        facts = [
            f"{text(system_name(record))} · <time>{record.when[:10]}</time> · "
            f'<a href="{place.to_record(record)}" download>{say(place.language, "record")}</a>'
            for record in records.values()
        ]
        lines.append(f"<span>{'<br>'.join(facts) or say(place.language, 'no record')}</span>")
    return pick(lines)
