"""What failed in a run, as Markdown: for the summary of a workflow's step, and for an issue.

`python -m checks.lab.summary FOLDER` joins the records that several runs left below FOLDER.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from checks.guide.difference import differences
from checks.guide.lesson import Lesson, Step, load_lessons
from checks.guide.problem import GuideError
from checks.guide.record import Record, StepRecord, load_record, load_records, standings
from checks.guide.state import State
from checks.lab.cli import run_command
from checks.lab.markdown import code, fence, fitting
from checks.lab.report import shown_at
from checks.lab.route import ROUTES

SUMMARY = 200_000
"""Characters. GitHub drops a step's summary of more than 1 MiB; a character has up to 4 bytes."""

ISSUE = 60_000
"""Characters. GitHub refuses a text of more than 65,536 in an issue or a comment."""


def write(records: Collection[Record], lessons: Mapping[str, Lesson], folder: Path | None) -> None:
    """Leave failures.md in `folder`, if something failed, and add to $GITHUB_STEP_SUMMARY, if set.

    The first line of failures.md is its title.
    """
    try:
        known = load_records()
    except GuideError:  # the gate names what is wrong with it
        known = []
    title, failed = headline(records), failures(records, lessons, known)
    if folder and failed:
        text = fitting([title, *failed], ISSUE)
        (folder / "failures.md").write_text(text, encoding="utf-8")
    if target := os.environ.get("GITHUB_STEP_SUMMARY"):
        title = f"### {title}" if failed else title
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(fitting([title, *failed, *_changes(records, known)], SUMMARY))


def headline(records: Collection[Record]) -> str:
    """One line with the counts: of what failed, or else of what was run."""
    failed = {(r.lesson, s.id) for r in records for s in r.steps if s.state is State.FAILED}
    broken = {record.lesson for record in records if _obstacle(record)}
    parts = []
    if failed:
        within = {lesson for lesson, _ in failed}
        parts.append(f"{_count(failed, 'command')} failed in {_count(within, 'lesson')}")
    if broken:
        parts.append(f"{_count(broken, 'lesson')} could not be run")
    if parts:
        return ", ".join(parts)
    states = Counter(str(step.state) for record in records for step in record.steps)
    counts = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    lessons = {record.lesson for record in records}
    return f"{_count(lessons, 'lesson')} passed on {_systems(records)}. Steps: {counts}"


def failures(
    records: Iterable[Record], lessons: Mapping[str, Lesson], known: list[Record]
) -> list[str]:
    """A section for each command that failed, then one for each reason why lessons did not run."""
    commands: dict[Step, dict[str, tuple[Record, StepRecord]]] = {}
    obstacles: dict[str, list[Record]] = {}
    for record in records:
        steps = {step.id: step for step in lessons[record.lesson].steps}
        for done in record.steps:
            if done.state is State.FAILED:
                commands.setdefault(steps[done.id], {})[record.system] = (record, done)
        if why := _obstacle(record):
            obstacles.setdefault(why, []).append(record)
    return [_failed(step, [*found.values()], known) for step, found in commands.items()] + [
        _not_run(why, found, lessons) for why, found in obstacles.items()
    ]


def _failed(step: Step, found: list[tuple[Record, StepRecord]], known: list[Record]) -> str:
    """One command: where it stands, what it put out before and now, how to see it again."""
    record, done = found[0]
    pages = ", ".join(code(f"{path}:{line}") for path, line in shown_at(step))
    parts = [
        f"#### {code(f'{step.path}:{step.line}')} {code(step.id)}",
        f"Shown at {pages or 'no page'}.",
        fence(step.command, "sh"),
        *_before(step, record.system, known),
        f"**Now**, on {_systems([record])}:",
        fence(f"{done.failure}\n\n{_output(done)}"),
    ]
    if others := [other for other, _ in found[1:]]:
        parts.append(f"It also failed on {_systems(others)}.")
    return "\n\n".join([*parts, _again(record)])


def _before(step: Step, system: str, known: list[Record]) -> list[str]:
    """What is recorded of the step: on the same system, else the record that speaks for it."""
    ran = [one for one in standings(step, known) if one.step and one.step.exit is not None]
    best = next((one for one in ran if one.record and one.record.system == system), None)
    best = best or next(iter(ran), None)
    if not best or not best.record or not best.step:
        return ["**Before:** there is no record of it on any system."]
    other = "" if best.record.system == system else ", because the system below has no record"
    stale = ", when the command was another one" if best.state is State.STALE else ""
    return [
        f"**Before**, on {code(best.record.system)}{other}: exit code {best.step.exit} on "
        f"{best.record.when[:10]}{stale}:",
        fence(_output(best.step)),
    ]


def _not_run(why: str, found: list[Record], lessons: Mapping[str, Lesson]) -> str:
    """Lessons that were not run, or not to their end, for the same reason."""
    paths = sorted({code(f"{lessons[record.lesson].path}:1") for record in found})
    title = f"#### Not run on {_systems(found)}: {', '.join(paths)}"
    return "\n\n".join([title, fence(why), _again(found[0])])


def _changes(records: Iterable[Record], known: Iterable[Record]) -> list[str]:
    """How lessons that passed differ from what is recorded of them on the same system, folded."""
    kept = {(record.system, record.lesson): record for record in known}
    passed = {(record.system, record.lesson): record for record in records if record.passed}
    lines = [line for key in passed if key in kept for line in differences(kept[key], passed[key])]
    new = [record for key, record in passed.items() if key not in kept]
    parts = [f"Not recorded yet: {_count(new, 'lesson')} on {_systems(new)}."] if new else []
    if lines:
        summary = f"<summary>Differs from the record ({_count(lines, 'line')})</summary>"
        block = fence("\n".join(lines), limit=30_000)
        parts.append(f"<details>{summary}\n\n{block}\n\n</details>")
    return parts


def _obstacle(record: Record) -> str:
    """Why a lesson shows nothing although no command of it failed; empty where there is none."""
    failed = any(step.state is State.FAILED for step in record.steps)
    return record.error or ("" if record.passed or failed else "none of its steps was run")


def _output(done: StepRecord) -> str:
    texts = ("\n".join(lines).strip("\n") for lines in (done.stdout, done.stderr))
    text = "\n".join(text for text in texts if text) or "(no output)"
    return text + (f"\n[{done.cut:,} bytes were left out when it ran]" if done.cut else "")


def _again(record: Record) -> str:
    # A base that the lab made itself is described in words, and cannot be asked for by name.
    base = "" if " " in record.machine.base else f" --base {record.machine.base}"
    routes = (route.option for route in ROUTES.values() if route.lesson == record.machine.from_)
    command = f"nox -s verify -- {record.lesson}{base}{next(routes, '')}"
    return f"Again: {code(command)}"


def _systems(records: Iterable[Record]) -> str:
    return ", ".join(map(code, sorted({one.system or one.machine.base for one in records})))


def _count(things: Collection[object], noun: str) -> str:
    return f"{len(things)} {noun}{'s' * (len(things) != 1)}"


def join(folder: Path) -> int:
    """Tell of all records below `folder` as of one run. Returns the exit code."""
    write([load_record(path) for path in sorted(folder.rglob("*.json"))], load_lessons(), folder)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(lambda: join(Path(sys.argv[1]))))
