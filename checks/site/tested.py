"""Lists of the page that says how the guide is tested: the systems, and every step on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mkdocs.structure.nav import Navigation
from mkdocs.utils.meta import get_data

from checks.guide.lesson import Language, Lesson, Step
from checks.guide.record import Record
from checks.guide.state import SHOWN, State
from checks.site.block import Block
from checks.site.html import text
from checks.site.source import Place, Source, system_key, system_name
from checks.site.step import badge
from checks.site.words import say


def systems(source: Source, language: Language) -> str:
    """What the guide was run on, a table in Markdown: how many steps, when, and who was stood in
    for."""
    words = [say(language, word) for word in ("which system", "commands", "when", "stand-ins")]
    ran = (State.RUN, State.STAND_IN)
    counts: Counter[str] = Counter()
    for lesson in source.lessons.values():
        for step in lesson.steps:
            counts.update({system_key(one) for state, one in source.on_each(step) if state in ran})
    rows = [words, ["---"] * len(words)]
    for key, newest in source.systems.items():
        records = [one for one in source.records if system_key(one) == key]
        days = sorted({one.when[:10] for one in records})
        hosts = sorted({host for one in records for host in one.supply.stand_in})
        when = " – ".join(dict.fromkeys((days[0], days[-1])))
        outside = say(language, "list").join(hosts) or say(language, "none")
        rows.append([system_name(newest), str(counts[key]), when, outside])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def status(source: Source, nav: Navigation, place: Place) -> Block:
    """Every step by chapter and page, with its state on each system; assets/site/status.js filters.

    Folded, and with as few elements as say it: two thousand rows are no overview, and slow phones
    take seconds to draw them.
    """
    language = place.language
    systems = [
        (str(number), f"{one.machine.os_name} · {system_name(one, short=True)}")
        for number, one in enumerate(source.systems.values())
    ]
    parts, chapter, total = "", "", 0
    for page in nav.pages:
        lessons = source.of_page(page.file.src_uri.removesuffix(".md"))
        if not (count := sum(len(lesson.steps) for lesson in lessons)):
            continue
        total += count
        if page.parent and page.parent.title != chapter:
            chapter = page.parent.title
            parts += f"<h3>{text(chapter)}</h3>"
        # MkDocs reads a page's title only when its turn comes.
        title = str(get_data(page.file.content_string)[1].get("title", ""))
        rows = "".join(_row(source, step, place) for lesson in lessons for step in lesson.steps)
        records = "".join(_records(source, lesson, place) for lesson in lessons)
        parts += (
            f'<details class="quiet"><summary>{text(title)} '
            f"<span>{_steps(count, language)}</span></summary>{records}<ul>{rows}</ul></details>"
        )
    search, data = say(language, "filter"), say(language, "data")
    states = [(str(state), say(language, state)) for state in SHOWN]
    one, many = (say(language, word, "{}") for word in ("one step", "steps"))
    html = (
        '<div data-guide class="status"><form hidden>'
        f'<input type="search" placeholder="{search}" aria-label="{search}">'
        f"{_choice('system', systems, language)}{_choice('state', states, language)}"
        f'<output data-one="{one}" data-many="{many}">{_steps(total, language)}</output></form>'
        f"<div data-search-exclude>{parts}</div>"
        f'<p><a href="{place.home}status.json" download>{data}</a></p></div>'
    )
    return Block(html, (f"[{data}]({place.home}status.json)",))


def _steps(count: int, language: Language) -> str:
    return say(language, "one step" if count == 1 else "steps", count)


def _choice(what: str, options: Iterable[tuple[str, str]], language: Language) -> str:
    every = [("", say(language, f"any {what}")), *options]
    inner = "".join(f'<option value="{text(value)}">{text(word)}</option>' for value, word in every)
    return f'<select name="{what}" aria-label="{say(language, f"which {what}")}">{inner}</select>'


def _records(source: Source, lesson: Lesson, place: Place) -> str:
    """The way to the records of a lesson; empty where it has none."""
    links = {
        system_key(record): f'<a href="{place.to_record(record)}" download>'
        f"{system_name(record, short=True)}</a>"
        for step in lesson.steps
        for _, record in source.on_each(step)
    }
    what = "records" if lesson.name == lesson.page else "records of what is folded"
    listed = say(place.language, "list").join(links[key] for key in source.systems if key in links)
    return f"<p>{say(place.language, what, listed)}</p>" if links else ""


def _row(source: Source, step: Step, place: Place) -> str:
    """A step: its command, and by each state the systems whose records say so."""
    known = [*source.systems]
    states: dict[State, list[Record]] = {}
    for state, record in source.on_each(step):
        states.setdefault(state, []).append(record)
    said = ""
    for state, records in states.items():
        numbers = " ".join(str(known.index(system_key(one))) for one in records)
        names = say(place.language, "list").join(system_name(one, short=True) for one in records)
        said += (
            f'<span data-systems="{numbers}" data-state="{state}">'
            f"{badge(state, place.language)}{say(place.language, 'because', names)}</span>"
        )
    if not said:
        none = f"{badge(State.NOT_RUN, place.language)} · {say(place.language, 'no record')}"
        said = f'<span data-state="{State.NOT_RUN}">{none}</span>'
    return (
        f'<li id="{step.key}"><a href="{place.to_step(step)}"><code>{text(step.command)}</code></a>'
        f"<p>{said}</p></li>"
    )
