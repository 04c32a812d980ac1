"""What an issue about rot says. Markdown, for maintainers, in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from checks.guide.record import Record, StepRecord, standing
from checks.lab import report
from checks.publish.rot import Broken, Place

MANY = "many"
"""What stands in place of a command's name in the issue about many at once."""

_TAIL = 4000
"""Characters of an output that are shown. GitHub takes 65,536 in all."""


def title(one: Broken) -> str:
    """The issue's title."""
    return f"{one.key}: {one.places[0].said}"[:200]


def opened(one: Broken, records: Sequence[Record], run_url: str) -> str:
    """The issue: the command, where it is shown, what it put out once and what it does now."""
    parts = [
        "A command of the guide no longer does what the guide says."
        if one.step
        else "A lesson of the guide can no longer be run.",
        _where(one),
    ]
    if one.step:
        parts.append(_block(one.step.command, "bash"))
    parts.append(_table(one.places))
    if one.step:
        parts.append(_old(one, records))
    return "\n\n".join([*parts, _new(one.places), _again(one), _end(one.key, one.places, run_url)])


def still(one: Broken, run_url: str) -> str:
    """The comment while it stays broken."""
    return "\n\n".join(
        [
            "Still broken.",
            _where(one),
            _table(one.places),
            _new(one.places),
            _end(one.key, one.places, run_url),
        ]
    )


def cured(key: str, run_url: str) -> str:
    """The last word when all is well again."""
    what = "Fewer commands fail now" if key == MANY else f"`{key}` works again everywhere"
    return f"{what}, so this is closed.{_link(run_url)}"


def gone(key: str, run_url: str) -> str:
    """The last word when the guide has dropped the command."""
    return f"The guide no longer has `{key}`, so this is closed.{_link(run_url)}"


def at_once(found: Sequence[Broken], run_url: str) -> str:
    """The issue, or the comment, about many commands: more likely a service than the commands."""
    lines = [f"- `{one.key}` ({_where(one)}): {_cell(one.places[0].said)}" for one in found]
    return "\n\n".join(
        [
            f"{len(found)} commands failed in one run. So many seldom rot in one week: look first "
            "for what they share, such as a service that did not answer.",
            "\n".join(lines),
            _end(MANY, [place for one in found for place in one.places], run_url),
        ]
    )


def _where(one: Broken) -> str:
    shown = report.shown_at(one.step) if one.step else []
    pages = ", ".join(f"`{path}:{line}`" for path, line in shown)
    return f"`{one.where}`" + (f", shown at {pages}" if pages else "")


def _table(places: Iterable[Place]) -> str:
    rows = [
        f"| {place.run.place} | {place.lesson.facts.get('docker') or '-'} | {_cell(place.said)} |"
        for place in places
    ]
    return "\n".join(["| on | Docker | what happened |", "| --- | --- | --- |", *rows])


def _old(one: Broken, records: Sequence[Record]) -> str:
    kept = _recorded(one, records)
    if kept is None:
        return "**Before:** there is no record of this command as it is written now."
    record, step = kept
    output = _block(step.stdout + step.stderr)
    return f"**Before**, on {record.system}, {record.when[:10]}, exit code {step.exit}:\n\n{output}"


def _recorded(one: Broken, records: Sequence[Record]) -> tuple[Record, StepRecord] | None:
    """The record to compare with: of where it failed, else what the site shows.

    A newer Docker may be just what broke it, so any version on that release and route will do.
    """
    assert one.step
    place = one.places[0]
    failed_on = report.system(one.lesson, place.lesson, place.run.route)
    near = [record for record in records if _release(record.system) == _release(failed_on)]
    for candidates in (near, records):
        found = standing(one.step, candidates)
        if found.record and found.step and found.step.exit is not None:
            return (found.record, found.step) if found.step.hash == one.step.hash else None
    return None


def _release(system: str) -> str:
    """`ubuntu-24.04_docker` of `ubuntu-24.04_docker-29.1_live`."""
    return system.rpartition("_")[0].rpartition("-")[0]


def _new(places: Sequence[Place]) -> str:
    """What it puts out now; where several places say the same, once."""
    outputs: dict[str, list[str]] = {}
    for place in places:
        outputs.setdefault(place.output, []).append(place.run.place)
    return "\n\n".join(
        f"**Now**, on {'; '.join(names)}:\n\n{_block(output)}" for output, names in outputs.items()
    )


def _again(one: Broken) -> str:
    run = one.places[0].run
    # A base that the lab made itself has no name to be had by: it is described in a sentence.
    base = "" if " " in run.base else f" --base {run.base}"
    command = f"nox -s verify -- {one.lesson.name}{base}{run.route.option}"
    return f"To see it yourself:\n\n{_block(command, 'sh')}"


def _end(key: str, places: Iterable[Place], run_url: str) -> str:
    """The link to the run, and the mark by which the next run knows the issue."""
    mark = json.dumps({"key": key, "places": sorted({place.run.place for place in places})})
    return f"{_link(run_url).strip()}\n\n<!-- rot: {mark} -->".strip()


def _link(run_url: str) -> str:
    return f" [The run]({run_url})" if run_url else ""


def _cell(text: str) -> str:
    """One line that stays inside its table cell and its list item."""
    return text.replace("|", "\\|").replace("<", "&lt;")[:300]


def _block(text: str, language: str = "text") -> str:
    """A fenced block, longer than any fence in the text, and cut where it is too long."""
    text = text.rstrip("\n")
    if len(text) > _TAIL:
        text = f"[{len(text) - _TAIL} characters before]\n{text[-_TAIL:]}"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text or '(nothing)'}\n{fence}"
