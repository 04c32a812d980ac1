"""`nox -s mutate`: break every step in small ways, and list the breaks that no check notices.

Every mutant is judged on a fresh machine: its lesson runs as `nox -s verify` runs it, with that one
command replaced. After the first failure the rest of the lesson is not reached, so a killed mutant
takes less time than its lesson.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import as_completed
from enum import StrEnum
from pathlib import Path

import msgspec

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.problem import ROOT, GuideError, Problem, shown
from checks.guide.record import Record, Text
from checks.guide.state import State
from checks.lab.cli import Parser, run_command
from checks.lab.ground import Wanted, add_options
from checks.lab.mutants import Mutant, mutants
from checks.lab.progress import say
from checks.lab.report import print_table
from checks.lab.runner import Runner, opened
from checks.lab.verify import select

EQUIVALENT = ROOT / "checks" / "equivalent.toml"
"""Names the mutants that mean the same to the reader as the step itself, so that no check can kill
them, each with the reason."""


class Options(Wanted):
    """What `nox -s mutate` was asked for."""

    names: list[str]
    list: bool = False
    sample: int = 100


def _positive(text: str) -> int:
    """A number on the command line that must be at least 1."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    words = "Break every step in small ways, and list the breaks that no check notices."
    parser = Parser("mutate", words)
    add = parser.add_argument
    words = "a lesson such as daemon/mirror, a chapter, or a step such as index/run-web"
    add("names", nargs="*", metavar="NAME", help=f"{words} (default: all)")
    add("--list", action="store_true", help="print the mutants and run nothing")
    words = "judge only this share of the mutants, chosen at random (default: 100)"
    add("--sample", type=_positive, metavar="PERCENT", help=words)
    add_options(parser)
    return parser.parse_args(arguments, Options())


def choose(asked: Options, lessons: dict[str, Lesson], every: Iterable[Mutant]) -> list[Mutant]:
    """Those of `every` mutant of the guide that are asked for. Raises LabError."""
    keys = [step.key for lesson in lessons.values() for step in lesson.steps]
    steps = {name for name in asked.names if name in keys}
    others = [name for name in asked.names if name not in steps]
    if others or not steps:
        whole = select(others, lessons, asked.route)
        steps |= {step.key for name in whole for step in lessons[name].steps}
    found = [mutant for mutant in every if mutant.step.key in steps]
    if asked.sample >= 100:
        return found
    count = max(1, round(len(found) * asked.sample / 100))
    say(f"A sample of {count} of {len(found)} mutants")
    return random.sample(found, count)


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    step: Text
    change: Text
    reason: Text


class _File(msgspec.Struct, forbid_unknown_fields=True):
    mutant: list[_Entry] = []


def equivalents(every: Iterable[Mutant], path: Path = EQUIVALENT) -> dict[str, str]:
    """The reason of each equivalent mutant, by the mutant's name (`str`).

    `every` holds all mutants of the guide. Raises GuideError with the lines of entries that cannot
    be read or that name no mutant.
    """
    name, text = shown(path, ROOT), path.read_text(encoding="utf-8")
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.strip() == "[[mutant]]"]
    try:
        entries = msgspec.toml.decode(text, type=_File).mutant
    except msgspec.DecodeError as error:
        nth, at = re.search(r"\[(\d+)\]", str(error)), re.search(r"at line (\d+)", str(error))
        line = lines[int(nth[1])] if nth else int(at[1]) if at else 1
        message = f"{error}; a [[mutant]] has the texts step, change and reason, and nothing else"
        raise GuideError([Problem(name, line, message)]) from None
    known = {str(mutant) for mutant in every}
    problems = [
        Problem(
            name,
            line,
            f'step "{entry.step}" has no mutant "{entry.change}"; remove the entry, or write it as '
            f"nox -s mutate -- --list {entry.step} does",
        )
        for line, entry in zip(lines, entries, strict=True)
        if f"{entry.step}: {entry.change}" not in known
    ]
    if problems:
        raise GuideError(problems)
    return {f"{entry.step}: {entry.change}": entry.reason for entry in entries}


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """The check of its own step failed, or a later one."""
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    """Named in checks/equivalent.toml, and not run."""
    ERROR = "error"
    """The lab failed, or an earlier step: nothing is known of the mutant."""


def fate(mutant: Mutant, record: Record) -> Fate:
    """What became of a mutant, by the record of its lesson."""
    own = record.step(mutant.step.id)
    if own is None or own.state not in (State.RUN, State.STAND_IN, State.FAILED):
        return Fate.ERROR
    return Fate.SURVIVED if record.passed else Fate.KILLED


def judge(runner: Runner, chosen: list[Mutant]) -> dict[Mutant, Fate]:
    """The fate of each mutant; those of steps that are not run here are left out."""
    say("  … The lessons as they are printed; then the mutants")
    records = runner.records({mutant.step.lesson for mutant in chosen})
    fates: dict[Mutant, Fate] = {}
    pending: list[Mutant] = []
    for mutant in chosen:
        record = records[mutant.step.lesson]
        if not record.passed:
            fates[mutant] = Fate.ERROR
        elif (step := record.step(mutant.step.id)) and step.state is not State.NOT_RUN:
            pending.append(mutant)
    for name in sorted({mutant.step.lesson for mutant in fates}):
        say(
            f"\n{runner.lessons[name].path}:1: fails without any mutant\n"
            f"See: nox -s verify -- {name}{runner.ground.route.option}"
        )
    minutes = sum(records[mutant.step.lesson].seconds for mutant in pending) / runner.jobs / 60
    say(f"  … {len(pending)} mutants, {runner.jobs} at a time: at most {minutes:.0f} min")
    with runner.pool() as pool:
        running = {
            pool.submit(runner.check_replaced, m.step.lesson, {m.step.id: m.command}): m
            for m in pending
        }
        for count, future in enumerate(as_completed(running), 1):
            mutant = running[future]
            fates[mutant] = fate(mutant, future.result())
            say(f"  {count} of {len(pending)} mutants: {fates[mutant]}: {mutant}")
    return fates


def print_report(fates: Mapping[Mutant, Fate], reasons: Mapping[str, str]) -> None:
    """Say which mutants survived and which are equivalent; then the table with the score."""
    for mutant, became in fates.items():
        if became not in (Fate.SURVIVED, Fate.EQUIVALENT):
            continue
        say(f"\n{mutant.step.path}:{mutant.step.line}: {became}: {mutant.change}")
        if became is Fate.EQUIVALENT:
            say(f"    {reasons[str(mutant)]}")
            continue
        old, new = mutant.step.command.splitlines(), mutant.command.splitlines()
        for line in [*difflib.unified_diff(old, new, n=0, lineterm="")][2:]:
            if not line.startswith("@@"):
                say(f"    {line[0]} {line[1:]}")
        say(
            f"no check notices; correct {mutant.step.test}, or give the reason why it means the "
            "same in checks/equivalent.toml"
        )
    rows = {
        name: _cells(became for mutant, became in fates.items() if mutant.step.lesson == name)
        for name in sorted({mutant.step.lesson for mutant in fates})
    }
    print_table(["mutants", *Fate, "score"], {**rows, "all": _cells(fates.values())})


def _cells(fates: Iterable[Fate]) -> list[object]:
    """How many mutants have which fate, and the score: of those that ran, the share killed."""
    count = Counter(fates)
    judged = count[Fate.KILLED] + count[Fate.SURVIVED]
    score = f"{100 * count[Fate.KILLED] / judged:.1f} %" if judged else "-"
    return [count.total(), *(count[fate] for fate in Fate), score]


def mutate(asked: Options) -> int:
    """Judge the mutants that are asked for; the exit code is 0 if all were judged and none
    survived."""
    lessons = load_lessons()
    every = [m for lesson in lessons.values() for step in lesson.steps for m in mutants(step)]
    reasons = equivalents(every)
    chosen = choose(asked, lessons, every)
    if asked.list:
        for mutant in chosen:
            print(f"{mutant.step.path}:{mutant.step.line}: {mutant}")
        return 0
    say(f"{len(chosen)} mutants of {len({mutant.step for mutant in chosen})} steps")
    named = [mutant for mutant in chosen if str(mutant) in reasons]
    fates = dict.fromkeys(named, Fate.EQUIVALENT)
    with opened(asked, lessons) as runner:
        fates |= judge(runner, [mutant for mutant in chosen if mutant not in fates])
    print_report({mutant: fates[mutant] for mutant in chosen if mutant in fates}, reasons)
    return int(not {*fates.values()} <= {Fate.KILLED, Fate.EQUIVALENT})


if __name__ == "__main__":
    sys.exit(run_command(lambda: mutate(options(sys.argv[1:]))))
