"""What failed in a run, as Markdown: for the summary of a workflow's step, and for an issue.

`python -m checks.lab.summary FOLDER` joins the records that several runs left below FOLDER.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate
from pathlib import Path

from checks.guide.difference import step_differences
from checks.guide.lesson import Lesson, Step, load_lessons
from checks.guide.problem import GuideError
from checks.guide.record import Record, StepRecord, load_record, load_records
from checks.guide.state import State
from checks.lab.cli import run_command
from checks.lab.report import again, changes, failure

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
        if lines := changes(records, known):
            summary = f"<summary>Differs from the record ({_count(lines, 'line')})</summary>"
            block = fence("\n".join(lines), limit=30_000)
            failed.append(f"<details>{summary}\n\n{block}\n\n</details>")
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(fitting([title, *failed], SUMMARY))


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
    sections = [_failed(step, [*found.values()], known) for step, found in commands.items()]
    for why, found in obstacles.items():
        paths = sorted({code(f"{lessons[record.lesson].path}:1") for record in found})
        title = f"#### Not run on {_systems(found)}: {', '.join(paths)}"
        sections.append("\n\n".join([title, fence(why), f"Again: {code(again(found[0]))}"]))
    return sections


def _failed(step: Step, found: list[tuple[Record, StepRecord]], known: list[Record]) -> str:
    """One command: the text that the terminal shows of it, and what was recorded before."""
    record, done = found[0]
    parts = [
        f"#### {code(f'{step.path}:{step.line}')} {code(step.id)}",
        f"On {_systems(one for one, _ in found)}:",
        fence(failure(step, done, record)),
    ]
    same = (one for one in known if (one.system, one.lesson) == (record.system, record.lesson))
    if (kept := next(same, None)) and (before := kept.step(step.id)):
        parts.append(f"Against the record of {kept.when[:10]}:")
        parts.append(fence("\n".join(step_differences(before, done))))
    return "\n\n".join(parts)


def _obstacle(record: Record) -> str:
    """Why a lesson shows nothing although no command of it failed; empty where there is none."""
    failed = any(step.state is State.FAILED for step in record.steps)
    return record.error or ("" if record.passed or failed else "none of its steps was run")


def _systems(records: Iterable[Record]) -> str:
    return ", ".join(map(code, sorted({one.system or one.machine.base for one in records})))


def _count(things: Collection[object], noun: str) -> str:
    return f"{len(things)} {noun}{'s' * (len(things) != 1)}"


# -- text of any kind, where GitHub neither renders, links nor notifies ----------------------------


def fence(text: str, limit: int = 3_000) -> str:
    """A code block that its text can neither end nor overfill: `limit` characters are kept."""
    text = visible(text).strip("\n")
    if len(text) > limit:
        head, tail = text[: limit // 3], text[-(limit - limit // 3) :]
        text = f"{head}\n[… {len(text) - limit:,} characters left out …]\n{tail}"
    longest = max(map(len, re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}text\n{text}\n{marks}"


def code(text: str) -> str:
    """Code within a line, for short texts."""
    return "`" + visible(text).replace("`", "'").replace("\n", " ") + "`"


def visible(text: str) -> str:
    """Control and format characters, odd blanks, and what UTF-8 cannot hold, as escapes."""
    seen = (one if one.isprintable() or one in "\n\t" else ascii(one)[1:-1] for one in text)
    return "".join(seen)


def fitting(sections: list[str], limit: int) -> str:
    """As many whole sections as fit into `limit` characters, at least two, and how many do not."""
    lengths = accumulate(len(section) + 2 for section in sections)
    fit = max(2, sum(length <= limit for length in lengths))
    rest = max(0, len(sections) - fit)
    more = [f"**{rest} more** left out here; the records of the run hold them all."] if rest else []
    return "\n\n".join(sections[:fit] + more) + "\n"


def join(folder: Path) -> int:
    """Tell of all records below `folder` as of one run. Returns the exit code."""
    write([load_record(path) for path in sorted(folder.rglob("*.json"))], load_lessons(), folder)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(lambda: join(Path(sys.argv[1]))))
