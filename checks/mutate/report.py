"""What `nox -s mutate` has to say at its end: survivors with file and line, a table, a score."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table

from checks.guide.problem import Problem
from checks.lab.progress import console, say
from checks.mutate.mutants import Mutant
from checks.mutate.results import Result
from checks.mutate.survivors import Survivor

if TYPE_CHECKING:
    from checks.mutate.run import Chosen, Work

_LINES = 8
"""Lines of a mutant that are shown at most."""


def print_list(chosen: list[Chosen]) -> None:
    """The mutants of each step, without running any."""
    for one in chosen:
        for step, found in one.mutants.items():
            capped = "" if found.total == len(found.mutants) else f" of {found.total} (capped)"
            print(f"{one.lesson.name}/{step}: {len(found.mutants)} mutants{capped}")
            judged = {mutant.id for mutant in one.judged}
            for mutant in found.mutants:
                if mutant.id in judged:
                    print(f"  {one.lesson.path}:{mutant.line}: {mutant.kind}: {mutant.what}")
    print(f"{sum(len(one.judged) for one in chosen)} mutants{of_how_many(chosen)}")


def of_how_many(chosen: list[Chosen]) -> str:
    """How large the whole is of which a sample is taken; nothing if it is taken whole."""
    judged = sum(len(one.judged) for one in chosen)
    total = sum(len(one.all) for one in chosen)
    return f", a sample of {total}" if judged < total else ""


def print_report(works: list[Work], named: list[Survivor], seconds: float) -> int:
    """Print everything; returns the exit code."""
    by_name = {(entry.step, entry.mutant): entry for entry in named}
    met: set[tuple[str, str]] = set()
    looked_at: list[tuple[Work, Mutant, Survivor]] = []
    open_: list[tuple[Work, Mutant, Result]] = []
    stale: list[Problem] = []
    for work in works:
        judged = {mutant.id for mutant in work.chosen.judged}
        for mutant in work.chosen.all:
            result = work.results.mutants.get(mutant.id) if mutant.id in judged else None
            entry = by_name.get((mutant.step, mutant.what))
            if entry is not None:
                met.add((mutant.step, mutant.what))
            if result is None:
                continue
            if result.fate == "survived" and entry is not None:
                looked_at.append((work, mutant, entry))
            elif result.fate in ("survived", "broken"):
                open_.append((work, mutant, result))
            elif entry is not None:
                stale.append(
                    Problem(
                        entry.path,
                        entry.line,
                        f'"{entry.mutant}" of {entry.step} is killed now; remove the entry',
                    )
                )
        chosen_steps = {f"{work.lesson.name}/{step}" for step in work.chosen.mutants}
        stale += [
            Problem(
                entry.path,
                entry.line,
                f'{entry.step} has no mutant "{entry.mutant}" (see nox -s mutate -- --list '
                f"{entry.step}); mend or remove the entry",
            )
            for key, entry in by_name.items()
            if entry.step in chosen_steps and key not in met
        ]
    if looked_at:
        say("\nLooked at (checks/survivors.toml):")
        for work, mutant, entry in looked_at:
            say(f"  {work.lesson.path}:{mutant.line}: {mutant.what}\n      {entry.reason}")
    for work, mutant, result in open_:
        say("\n" + _survivor(work, mutant, result))
        _annotate(Problem(work.lesson.path, mutant.line, f"{result.fate}: {mutant.what}"))
    for problem in stale:
        say(f"\n{problem}")
        _annotate(problem)
    for work in works:
        _print_gaps(work)
    say("")
    _print_table(works, {mutant.id for _, mutant, _ in looked_at}, seconds)
    bad = bool(open_ or stale) or any(work.refused or work.left for work in works)
    return int(bad)


def _survivor(work: Work, mutant: Mutant, result: Result) -> str:
    lines = [f"{work.lesson.path}:{mutant.line}: {result.fate}: {mutant.what}"]
    lines += [f"    - {line}" for line in _cut(mutant.before)]
    lines += [f"    + {line}" for line in _cut(mutant.after)]
    test = f"test_{mutant.step.partition('/')[2].replace('-', '_')}"
    lines.append(
        f"could not be judged: {result.why}"
        if result.fate == "broken"
        else f"no check of {work.lesson.check} notices; mend {test}, or say in "
        "checks/survivors.toml why it means the same"
    )
    return "\n".join(lines)


def _cut(text: str) -> list[str]:
    lines = text.splitlines()
    return lines if len(lines) <= _LINES else [*lines[:_LINES], f"[{len(lines) - _LINES} more]"]


def _print_gaps(work: Work) -> None:
    """What was not tried, and why: never silently."""
    for step, found in work.chosen.mutants.items():
        if len(found.mutants) < found.total:
            say(
                f"  ! {work.lesson.name}/{step}: {len(found.mutants)} of {found.total} mutants "
                "were tried (the cap for one step; each kind keeps its share)"
            )
        known = work.results.baseline.get(step)
        if known is not None and not known.run:
            say(f"  ! {work.lesson.name}/{step}: not run here, so not broken either")
    if work.refused:
        say(f"\n{work.lesson.path}:1: not mutated: {work.refused}")
        _annotate(Problem(work.lesson.path, 1, f"not mutated: {work.refused}"))


def _print_table(works: list[Work], looked_at: set[str], seconds: float) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("lesson", no_wrap=True)
    columns = ("mutants", "killed", "later", "by time", "survived", "looked at", "open", "score")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    total: Counter[str] = Counter()
    for work in works:
        fates = Counter[str]()
        for mutant in work.chosen.judged:
            result = work.results.mutants.get(mutant.id)
            fate = "named" if mutant.id in looked_at else result.fate if result else "open"
            known = work.results.baseline.get(mutant.step.partition("/")[2])
            fates["not run" if known and not known.run else fate] += 1
        table.add_row(work.lesson.name, *_row(fates))
        total += fates
    table.add_section()
    table.add_row("all", *_row(total))
    console.print(table)
    say(
        f"\nScore: {_score(total)} of the mutants killed"
        f"{of_how_many([work.chosen for work in works])} (goal: 90 %). "
        f"Those looked at do not count as killed. {seconds:.0f} s"
    )


def _row(fates: Counter[str]) -> list[str]:
    judged = sum(fates[name] for name in ("killed", "later", "time", "survived", "named"))
    numbers = [
        judged,
        fates["killed"],
        fates["later"],
        fates["time"],
        fates["survived"],
        fates["named"],
        fates["open"] + fates["broken"],
    ]
    return [*map(str, numbers), _score(fates)]


def _score(fates: Counter[str]) -> str:
    killed = sum(fates[name] for name in ("killed", "later", "time"))
    judged = killed + fates["survived"] + fates["named"]
    return f"{100 * killed / judged:.1f} %" if judged else "-"


def _annotate(problem: Problem) -> None:
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(problem.annotation, flush=True)
