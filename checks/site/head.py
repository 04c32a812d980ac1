"""The head of a page: when and on what its commands were run; and the legend of the marks."""

from __future__ import annotations

from collections import Counter
from functools import partial

from checks.guide.lesson import Language
from checks.guide.record import Standing
from checks.guide.state import MARKED, SHOWN, State
from checks.site.block import Block
from checks.site.html import text
from checks.site.source import TESTED, Place, Source, system_name
from checks.site.step import badge
from checks.site.words import meaning, say


def ran(source: Source, place: Place) -> Block:
    """In one line, what the records say of the steps of the page. Raises KeyError if it has none.

    theme/main.html puts the page's list of contents behind it.
    """
    lessons = source.of_page(place.page)
    if not lessons:
        raise KeyError(f"this page has no lesson; write docs/lessons/{place.page}.sh")
    said = sentence([source.best(step) for one in lessons for step in one.steps], place.language)
    how, to = say(place.language, "how"), f"{place.home}{TESTED}"
    html = (
        '<div data-guide class="ran" data-search-exclude>'
        f'<p>{text(said)} <a href="{to}">{how}</a></p></div>'
    )
    return Block(html, (f"{said} [{how}]({to})",))


def made_from(source: Source, place: Place, repository: str = "") -> str:
    """The end of a page: its scripts and records, as HTML.

    `repository` is its address on the web, where a reader can report a command that failed.
    """
    links = ""
    for lesson in source.of_page(place.page):
        lab = "lab " * lesson.name.endswith(".lab")
        to = f"{place.home}lessons/{lesson.name}.sh"
        links += f'<a href="{to}" download>{say(place.language, lab + "script")}</a> '
        known = [source.best(step).record for step in lesson.steps]
        if record := max(filter(None, known), key=lambda one: one.when, default=None):
            version = text(f"{record.system} {record.when[:10]} {record.commit}")
            links += (
                f'<a href="{place.to_record(record)}" download data-lesson="{lesson.name}" '
                f'data-version="{version}">{say(place.language, lab + "record")}</a> '
            )
    report = f' data-report="{text(repository)}" data-report-word="{say(place.language, "report")}"'
    return f'<p class="made-from"{report if repository else ""}>{links}</p>'


def sentence(known: list[Standing], language: Language) -> str:
    """How many of the steps were run and checked, when and on what, and what the others are.

    Nothing is claimed for a step without a record of this very command: it is counted as out of
    date, not run, or without a record. If the steps ran on several days, the first and the last are
    named; if on several versions of Docker, each with its number of steps.
    """
    told = partial(say, language)
    done = [one.record for one in known if one.record and one.state in (State.RUN, State.STAND_IN)]
    stale = sum(one.state is State.STALE for one in known)
    unknown = sum(one.record is None for one in known)
    counts = {"out of date": stale, "without": unknown}
    counts["left out"] = len(known) - len(done) - stale - unknown
    rest = told("list").join(told(word, count) for word, count in counts.items() if count)
    if not done:
        return told("none ran", len(known), rest)
    days = sorted({one.when[:10] for one in done})
    when = told("days", days[0], days[-1]) if len(days) > 1 else told("day", days[0])
    machines = Counter((one.machine.os_name, system_name(one, short=True)) for one in done)
    where = told("and").join(
        (told("with", *pair) if pair[1] != pair[0] else pair[0])
        + (told("times", count) if len(machines) > 1 else "")
        for pair, count in machines.most_common()
    )
    supply = told("local") if any(one.supply.stand_in for one in done) else ""
    if rest:
        said = told("some ran", len(done), len(known), when, where, supply, rest)
    else:
        said = told("all ran" if len(known) > 1 else "one ran", len(known), when, where, supply)
    return said.replace("） ", "）")  # a full-width bracket brings its own space


def marks(place: Place) -> Block:
    """The legend: what stands beside a command, then the other states, of the list of all steps."""
    rows, lines = "", []
    for sign in dict.fromkeys((*MARKED, *SHOWN)):
        said = meaning(place.language, sign)
        rows += f'<dt data-state="{sign}">{badge(sign, place.language)}</dt><dd>{text(said)}</dd>'
        lines.append(f"- **{say(place.language, sign)}**: {said}")
    return Block(f'<div data-guide class="marks"><dl>{rows}</dl></div>', tuple(lines))
