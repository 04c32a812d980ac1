"""Survivors that were looked at: mutants that mean the same, each with the reason why it does.

They are never counted as killed. The list can only shrink by itself: an entry that names no mutant
any more, or one that is killed now, is an error.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from checks.guide.lesson import Lesson
from checks.guide.problem import ROOT, GuideError, Problem, shown


@dataclass(frozen=True)
class Survivor:
    """One entry of checks/survivors.toml."""

    step: str
    """`lesson/id`."""
    mutant: str
    """What the mutant is called in the report."""
    reason: str
    path: str
    line: int


def load(path: Path, lessons: dict[str, Lesson]) -> list[Survivor]:
    """Read the entries. Raises GuideError."""
    if not path.exists():
        return []
    name = shown(path, ROOT)
    text = path.read_text(encoding="utf-8")
    try:
        entries = tomllib.loads(text).get("survivor", [])
    except tomllib.TOMLDecodeError as error:
        raise GuideError([Problem(name, 1, f"not TOML: {error}")]) from None
    openings = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[survivor]]"]
    steps = {step.key for lesson in lessons.values() for step in lesson.steps}
    found: list[Survivor] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries):
        line = openings[number] if number < len(openings) else 1
        missing = [key for key in ("step", "mutant", "reason") if not entry.get(key)]
        if missing:
            problems.append(Problem(name, line, f"the entry lacks: {', '.join(missing)}"))
            continue
        if entry["step"] not in steps:
            problems.append(
                Problem(name, line, f'there is no step "{entry["step"]}"; remove the entry')
            )
            continue
        found.append(Survivor(entry["step"], entry["mutant"], entry["reason"], name, line))
    if problems:
        raise GuideError(problems)
    return found
