"""The gate: everything that must hold between the guide's files before anyone runs anything.

    python -m checks.guide.gate

Each rule is a function that yields the problems it finds. There is no allow-list.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from checks.guide import rules_lessons, rules_pages
from checks.guide.files import Guide, read_guide
from checks.guide.problem import ROOT, Problem


def problems(root: Path = ROOT) -> tuple[list[Problem], str]:
    """Every problem of the repository at `root`, and a line that counts what was looked at."""
    guide = read_guide(root)
    # A rule that compares files says nothing true about one that could not be read.
    readable = all(page.readable for page in guide.every_page())
    rules: list[Callable[[Guide], Iterator[Problem]]] = [*rules_pages.RULES]
    if guide.lessons_read:
        rules += rules_lessons.RULES
    if readable:
        rules += rules_pages.RULES_OF_READABLE
    if readable and guide.lessons_read:
        rules += [*rules_pages.RULES_WITH_LESSONS, *rules_lessons.RULES_WITH_PAGES]
    found = [*guide.unread]
    for rule in rules:
        found += rule(guide)
    steps = sum(len(lesson.steps) for lesson in guide.lessons.values())
    counts = (
        f"gate: {len(guide.lessons)} lessons, {steps} steps, {len(guide.pages['zh'])} + "
        f"{len(guide.pages['en'])} pages, {len(guide.records)} records"
    )
    return sorted(set(found)), counts


def counted(number: int) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} problem{'s' * (number != 1)}"


def main(arguments: list[str] | None = None) -> int:
    """Print every problem; 1 if there is one."""
    parser = argparse.ArgumentParser(prog="gate", description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository to look at")
    root = parser.parse_args(arguments).root.resolve()
    found, counts = problems(root)
    for problem in found:
        print(problem)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for problem in found:
            print(problem.annotation())
    print(
        f"{counts}: {counted(len(found)) if found else 'all in order'}",
        file=sys.stderr if found else sys.stdout,
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
