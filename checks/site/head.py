"""The head of a page: when and on what its commands were run; and the legend of the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from checks.guide.lesson import Language, Lesson
from checks.guide.record import Record, Standing
from checks.guide.state import SHOWN
from checks.site.block import Block
from checks.site.html import text
from checks.site.source import Place, Source
from checks.site.step import badge
from checks.site.views import Views, pick
from checks.site.words import say


def ran(source: Source, place: Place, repository: str = "") -> Block:
    """When, on what and with which supply the steps of the page were last run.

    `repository` is its address on the web, where a reader can report a command that failed.
    Raises KeyError if the page has no lesson.
    """
    lessons = source.of_page(place.page)
    if not lessons:
        raise KeyError(f"this page has no lesson; write docs/lessons/{place.page}.sh")
    views = [[*view] for view in zip(*(_seen(source.views, one) for one in lessons), strict=True)]
    scripts = [_script(one, place) for one in lessons]
    bodies = [_body(view, scripts, place) for view in views]
    report = (
        f' data-report="{text(repository)}" data-report-word="{say(place.language, "report")}"'
        if repository
        else ""
    )
    html = (
        f'<div data-guide class="ran" data-search-exclude{report}>'
        f"{_choice_form(source.views, lessons, place.language)}{pick(bodies)}</div>"
    )
    lines = dict.fromkeys(_facts(known, place.language) for known in views[0])
    links = [
        f"[{say(place.language, _kind(one))}]({place.home}lessons/{one.name}.sh)" for one in lessons
    ]
    return Block(html, (*lines, "", *links))


def marks(place: Place) -> Block:
    """The legend of the states that a reader meets."""
    language = place.language
    rows = "".join(
        f'<dt data-state="{state}">{badge(state, language)}</dt>'
        f"<dd>{text(state.meaning(language))}</dd>"
        for state in SHOWN
    )
    lines = [f"- **{one.word(language)}**: {one.meaning(language)}" for one in SHOWN]
    return Block(f'<div data-guide class="marks"><dl>{rows}</dl></div>', tuple(lines))


def choice(views: Views, lessons: Sequence[Lesson], language: Language) -> str:
    """Where lessons ran on several systems: which one's results to show. Empty for one system."""
    if len(views.systems) < 2:
        return ""
    options = "".join(
        f'<option value="{text(one.key)}" data-view="{view}">{text(one.name)}</option>'
        for view, one in views.run(lesson.name for lesson in lessons)
    )
    return (
        f'<label class="system">{say(language, "show for")} <select>'
        f'<option value="" data-view="0">{say(language, "each best")}</option>{options}'
        "</select></label>"
    )


def tally(known: Sequence[Standing], language: Language) -> str:
    """How many steps are in which state."""
    counts = Counter(one.state for one in known)
    return "".join(
        f'<span data-state="{state}">{badge(state, language)} {counts[state]}</span>'
        for state in SHOWN
        if counts[state]
    )


def _choice_form(views: Views, lessons: Sequence[Lesson], language: Language) -> str:
    made = choice(views, lessons, language)
    return f'<form class="systems" hidden>{made}</form>' if made else ""


def _seen(views: Views, lesson: Lesson) -> list[list[Standing]]:
    """The steps of a lesson in each view, the best record of each where a system has none."""
    steps = [views.of(step) for step in lesson.steps]
    best = [views.best(step) for step in lesson.steps]
    return [
        [one or other for one, other in zip(view, best, strict=True)]
        for view in zip(*steps, strict=True)
    ]


def _body(lessons: list[list[Standing]], scripts: list[str], place: Place) -> str:
    """One view of the head."""
    lines = dict.fromkeys(_facts(known, place.language, html=True) for known in lessons)
    records = []
    for record in filter(None, map(_newest, lessons)):
        ran_as = f"{record.system} {record.when[:10]} {record.commit}"
        records.append(
            f'<a href="{place.to_record(record)}" download data-lesson="{record.lesson}" '
            f'data-version="{text(ran_as)}">{say(place.language, "record")}</a>'
        )
    counts = tally([one for known in lessons for one in known], place.language)
    links = " ".join([*records, *scripts])
    return f"<div><p>{'<br>'.join(lines)}</p><p>{counts}{links}</p></div>"


def _facts(known: list[Standing], language: Language, html: bool = False) -> str:
    """What the steps of a lesson last ran on, and when."""
    record = _newest(known)
    if record is None:
        return say(language, "no record")
    supply = record.supply
    outside = say(
        language, "stand-in" if supply.stand_in else "live" if supply.live else "no supply"
    )
    when, os = record.when[:10], record.machine.os
    if html:
        hosts = f' title="{text(say(language, "list").join(supply.stand_in))}"'
        when, os = f"<time>{when}</time>", text(os)
        outside = f"<span{hosts if supply.stand_in else ''}>{outside}</span>"
    docker = f"Docker {record.machine.docker}" if record.machine.docker else ""
    return say(language, "last run") + " · ".join(filter(None, (when, os, docker, outside)))


def _newest(known: list[Standing]) -> Record | None:
    records = [one.record for one in known if one.record]
    return max(records, key=lambda one: one.when, default=None)


def _kind(lesson: Lesson) -> str:
    return "lab script" if lesson.name.endswith(".lab") else "script"


def _script(lesson: Lesson, place: Place) -> str:
    word = say(place.language, _kind(lesson))
    return f'<a href="{place.home}lessons/{lesson.name}.sh" download>{word}</a>'
