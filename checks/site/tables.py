"""Two pages that are lists: every step with its state, and the article of 2014 line by line."""

from __future__ import annotations

from collections import Counter

from checks.guide.article import FILE as ARTICLE
from checks.guide.lesson import Lesson, Step
from checks.guide.record import Standing
from checks.guide.state import SHOWN
from checks.site.block import Block
from checks.site.head import choice, tally
from checks.site.html import pick, prose, text
from checks.site.source import Place, Source, system_name
from checks.site.step import badge, seconds
from checks.site.words import say


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
        if entry.claim:
            was = entry.claim.text(language)
            html = prose(was)
        else:
            commands = entry.command.strip().splitlines()
            was = " ".join(f"`{line}`" for line in commands)
            # Not blocks of code, to which the theme gives a copy button: these are not to be run.
            html = "".join(f'<code class="command">{text(line)}</code>' for line in commands)
        rows += (
            f'<tr><td data-label="{words[0]}">{html}</td>'
            f'<td data-label="{words[1]}">{prose(now)}</td><td>{links}</td></tr>'
        )
        shown = ", ".join(f"[{step.key}]({place.to_step(step)})" for step in steps)
        lines.append(f"| {_cell(was)} | {_cell(now)} | {shown} |")
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    table = f"<thead data-search-exclude><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    html = f'<div data-guide class="article"><table>{table}</table></div>'
    return Block(html, tuple(lines))


def _link(source: Source, step: Step, place: Place) -> str:
    state = source.best(step).state
    inner = f"{state.mark}<code>{step.key}</code>"
    return f'<a href="{place.to_step(step)}" data-state="{state}">{inner}</a>'


def _cell(words: str) -> str:
    """A text in a cell of a Markdown table."""
    return words.replace("|", "\\|").replace("<", "\\<") if "`" not in words else words


def status(source: Source, place: Place) -> Block:
    """Every step of the guide with its state, to filter."""
    language = place.language
    lessons = [*source.lessons.values()]
    steps = [step for lesson in lessons for step in lesson.steps]
    counts = [
        Counter(one.state for one in view if one)
        for view in zip(*map(source.views, steps), strict=True)
    ]
    boxes = ""
    for state in SHOWN:
        if any(count[state] for count in counts):
            number = pick([f"<span>{count[state]}</span>" for count in counts])
            box = f'<input type="checkbox" value="{state}" checked> {badge(state, language)}'
            boxes += f'<label data-state="{state}">{box} {number}</label>'
    search, data = say(language, "filter"), say(language, "data")
    html = (
        '<div data-guide class="status"><form hidden>'
        f'<input type="search" placeholder="{search}" aria-label="{search}">'
        f"{choice(source, lessons, language)}{boxes}"
        f"<span><output>{len(steps)}</output> {say(language, 'steps shown')}</span></form>"
        f'<p><a href="{place.home}status.json" download>{data}</a></p>'
        "<div data-search-exclude>"
        f"{''.join(_lesson(source, one, place) for one in lessons)}</div></div>"
    )
    return Block(html, (f"[{data}]({place.home}status.json)",))


def _lesson(source: Source, lesson: Lesson, place: Place) -> str:
    """A lesson's steps. Folded: seven hundred rows are no overview, and slow phones take seconds to
    draw them."""
    rows = "".join(_row(step, source.views(step), place) for step in lesson.steps)
    columns = zip(*map(source.views, lesson.steps), strict=True)
    views = [[one for one in view if one] for view in columns]
    tallies = [f"<span>{tally(known, place.language)}</span>" if known else "" for known in views]
    return (
        f'<details class="quiet"><summary><code>{lesson.name}</code>{pick(tallies)}</summary>'
        f"<p>{pick([_machines(known, place) for known in views])}</p>"
        f"<table><tbody>{rows}</tbody></table></details>"
    )


def _row(step: Step, views: list[Standing | None], place: Place) -> str:
    """A step of the list. In the view of a system that has not run it, it has no state."""
    states, took = [], []
    for one in views:
        said = one and f'<td data-state="{one.state}">{badge(one.state, place.language)}</td>'
        ran = one.step if one and one.step and not one.step.why else None
        states.append(said or "")
        took.append(f"<td>{text(seconds(ran.seconds)) if ran else ''}</td>")
    link = f'<a href="{place.to_step(step)}"><code>{step.id}</code></a>'
    return f"<tr><td>{link}</td>{pick(states)}{pick(took)}</tr>"


def _machines(known: list[Standing], place: Place) -> str:
    """What a lesson's steps ran on and when, with the records to download."""
    records = {one.record.system: one.record for one in known if one.record}
    facts = [
        f"{text(system_name(record))} · <time>{record.when[:10]}</time> · "
        f'<a href="{place.to_record(record)}" download>{say(place.language, "record")}</a>'
        for record in records.values()
    ]
    return f"<span>{'<br>'.join(facts) or say(place.language, 'no record')}</span>"
