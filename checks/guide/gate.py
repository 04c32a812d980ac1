"""The gate: everything that must hold between the guide's files before anyone runs anything.

    python -m checks.guide.gate

Each rule is a function that yields the problems it finds, asked when every file could be read.
There is no allow-list.
"""

from __future__ import annotations

import sys
from pathlib import Path

from checks.guide import rules_lessons, rules_pages
from checks.guide.files import read_guide
from checks.guide.problem import ROOT, Problem


def problems(root: Path = ROOT) -> tuple[list[Problem], str]:
    """Every problem of the repository at `root`, and a line that counts what was looked at."""
    guide = read_guide(root)
    found = [*guide.unread]
    # A rule that compares files says nothing true about one that could not be read.
    for rule in () if found else (*rules_lessons.RULES, *rules_pages.RULES):
        found += rule(guide)
    steps = sum(len(lesson.steps) for lesson in guide.lessons.values())
    pages = " + ".join(str(len(pages)) for pages in guide.pages.values())
    counts = (
        f"gate: {len(guide.lessons)} lessons, {steps} steps, {pages} pages, "
        f"{len(guide.records)} records"
    )
    return sorted(set(found)), counts


def main(root: Path = ROOT) -> int:
    """Print every problem of the repository at `root`; 1 if there is one."""
    found, counts = problems(root)
    for problem in found:
        print(problem)
    for problem in found:
        problem.annotate()
    result = f"{len(found)} problem{'s' * (len(found) > 1)}" if found else "all in order"
    print(f"{counts}: {result}", file=sys.stderr if found else sys.stdout)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
