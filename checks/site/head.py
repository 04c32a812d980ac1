"""The head of a page: when and on what its commands were run; and the legend of the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from checks.guide.lesson import Language, Lesson
from checks.guide.record import Record, Standing
from checks.guide.state import SHOWN
from checks.site.block import Block
from checks.site.html import pick, text
from checks.site.source import Place, Source
from checks.site.step import badge
from checks.site.words import say


def ran(source: Source, place: Place, repository: str = "") -> Block:
    """When, on what and with which supply the steps of the page were last run.

    `repository` is its address on the web, where a reader can report a command that failed.
    Raises KeyError if the page has no lesson.
    """
    lessons = source.of_page(place.page)
    if not lessons:
        raise KeyError(f"this page has no lesson; write docs/lessons/{place.page}.sh")
    language = place.language
    views = [[*view] for view in zip(*(_seen(source, one) for one in lessons), strict=True)]
    scripts = {}
    for one in lessons:
        word = say(language, "lab script" if one.name.endswith(".lab") else "script")
        scripts[f"{place.home}lessons/{one.name}.sh"] = word
    links = "".join(f' <a href="{to}" download>{word}</a>' for to, word in scripts.items())
    form = choice(source, lessons, language)
    html = '<div data-guide class="ran" data-search-exclude'
    if repository:
        html += f' data-report="{text(repository)}" data-report-word="{say(language, "report")}"'
    html += ">"
    if form:
        html += f'<form class="systems" hidden>{form}</form>'
    html += pick([_body(view, links, place) for view in views]) + "</div>"
    lines = dict.fromkeys(_facts(known, language) for known in views[0])
    return Block(html, (*lines, "", *(f"[{word}]({to})" for to, word in scripts.items())))


def marks(place: Place) -> Block:
    """The legend of the states that a reader meets."""
    language = place.language
    rows, lines = "", []
    for state in SHOWN:
        meaning = state.meaning(language)
        rows += f'<dt data-state="{state}">{badge(state, language)}</dt><dd>{text(meaning)}</dd>'
        lines.append(f"- **{state.word(language)}**: {meaning}")
    return Block(f'<div data-guide class="marks"><dl>{rows}</dl></div>', tuple(lines))


def choice(source: Source, lessons: Sequence[Lesson], language: Language) -> str:
    """Where lessons ran on several systems: which one's results to show. Empty for one system."""
    if len(source.systems) < 2:
        return ""
    options = f'<option value="" data-view="0">{say(language, "each best")}</option>'
    for view, key in source.ran(lessons):
        name = text(source.systems[key])
        options += f'<option value="{text(key)}" data-view="{view}">{name}</option>'
    label = f"{say(language, 'show for')} <select>{options}</select>"
    return f'<label class="system">{label}</label>'


def tally(known: Sequence[Standing], language: Language) -> str:
    """How many steps are in which state."""
    counts = Counter(one.state for one in known)
    return "".join(
        f'<span data-state="{state}">{badge(state, language)} {counts[state]}</span>'
        for state in SHOWN
        if counts[state]
    )


def _seen(source: Source, lesson: Lesson) -> list[list[Standing]]:
    """The steps of a lesson in each view, the best record of each where a system has none."""
    seen = ([one or source.best(step) for one in source.views(step)] for step in lesson.steps)
    return [[*view] for view in zip(*seen, strict=True)]


def _body(lessons: list[list[Standing]], scripts: str, place: Place) -> str:
    """One view of the head."""
    lines = dict.fromkeys(_facts(known, place.language, html=True) for known in lessons)
    records = " ".join(
        f'<a href="{place.to_record(record)}" download data-lesson="{record.lesson}" '
        f'data-version="{text(f"{record.system} {record.when[:10]} {record.commit}")}">'
        f"{say(place.language, 'lab record' if record.lesson.endswith('.lab') else 'record')}</a>"
        for record in filter(None, map(_newest, lessons))
    )
    counts = tally([one for known in lessons for one in known], place.language)
    # The search leaves out up to the first </div>, so each view says that it is none of its.
    return (
        f"<div data-search-exclude><p>{'<br>'.join(lines)}</p>"
        f"<p>{counts}{(records + scripts).lstrip()}</p></div>"
    )


def _facts(known: list[Standing], language: Language, html: bool = False) -> str:
    """What the steps of a lesson last ran on, and when."""
    record = _newest(known)
    if record is None:
        return say(language, "no record")
    hosts = say(language, "list").join(record.supply.stand_in)
    outside = say(language, "stand-in" if hosts else "live" if record.supply.live else "no supply")
    when, os = record.when[:10], record.machine.os
    if html:
        title = f' title="{text(hosts)}"' if hosts else ""
        when, os, outside = f"<time>{when}</time>", text(os), f"<span{title}>{outside}</span>"
    docker = f"Docker {record.machine.docker}" if record.machine.docker else ""
    return say(language, "last run") + " · ".join(filter(None, (when, os, docker, outside)))


def _newest(known: list[Standing]) -> Record | None:
    return max((one.record for one in known if one.record), key=attrgetter("when"), default=None)
