"""`nox -s verify`: run the lessons, say how they went and how that differs from the record."""

from __future__ import annotations

import argparse
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.record import Record
from checks.lab import report, summary
from checks.lab.cache import check_room
from checks.lab.cli import Parser, run_command
from checks.lab.error import LabError, meant
from checks.lab.ground import MACHINES, Wanted, add_options
from checks.lab.progress import say
from checks.lab.route import DEFAULT, Route, follows
from checks.lab.runner import Runner, opened, seconds_taken
from checks.lab.supply import check_pulls


class Options(Wanted):
    """What `nox -s verify` was asked for."""

    record: bool = False
    report: Path | None = None
    """The folder for the records of this run, also of what failed."""
    shard: tuple[int, int] = (1, 1)
    """Run only the first number's part of the lessons: (2, 4) is the second of four."""


def _folder_to_make(text: str) -> Path:
    """A folder on the command line. That it can be made is better known before a long run."""
    path = Path(text)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise argparse.ArgumentTypeError(f"{text} exists; name a new or an empty folder")
    if not os.access(path.absolute().parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent} to make it in")
    return path


def _shard(text: str) -> tuple[int, int]:
    """`2/4` on the command line."""
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text} is no part such as 2/4, the second of four")
    return int(match[1]), int(match[2])


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    words = "Run the guide's commands on machines of the lab and check what became true."
    parser = Parser("verify", words)
    add = parser.add_argument
    words = "a lesson such as daemon/mirror, or a chapter such as daemon (default: all)"
    add("lessons", nargs="*", metavar="LESSON", help=words)
    words = "write what happened into docs/records/, which the site shows"
    add("--record", action="store_true", help=words)
    add_options(parser)
    words = "run the Nth of M parts that take about as long as one another"
    add("--shard", type=_shard, metavar="N/M", help=words)
    words = (
        "leave the record of every lesson of this run there, also of those that failed, and tell "
        "of these in failures.md"
    )
    add("--report", type=_folder_to_make, metavar="FOLDER", help=words)
    words = "leave a failed machine standing and say how to enter it"
    add("--keep", action="store_true", help=words)
    words = (
        "what stands for the reader's server: a container, or a virtual machine under QEMU with a "
        "kernel and control groups (version 2) of its own (default: container)"
    )
    add("--machine", choices=MACHINES, help=words)
    asked = parser.parse_args(arguments, Options())
    if asked.machine == "vm":
        for option, given in (("--store", asked.store != "default"), ("--keep", asked.keep)):
            if given:
                raise LabError(
                    f"{option} is not made for a virtual machine.",
                    f"Leave out {option}, or --machine vm.",
                )
    return asked


def select(wanted: Iterable[str], lessons: dict[str, Lesson], route: Route = DEFAULT) -> list[str]:
    """The names of the lessons that `wanted` names, in their order. Raises LabError.

    A page stands for its lessons, a chapter for those of its pages. Lessons that are not for this
    route are left out, unless one is named by its own name.
    """
    if not lessons:
        raise LabError(
            "There is no lesson in docs/lessons/.", "Run this in a checkout of the guide."
        )
    chosen: set[str] = set()
    for name in wanted:
        found = {
            one.name
            for one in lessons.values()
            if name in (one.name, one.page) or one.name.startswith(name.rstrip("/") + "/")
        }
        if not found:
            chapters = {one.partition("/")[0] for one in lessons}
            hint = meant(name, {*lessons, *chapters})
            raise LabError(
                f'There is no lesson and no chapter "{name}".{hint}',
                f"The lessons are: {', '.join(sorted(lessons))}.",
            )
        if not any(follows(lessons[one], route) for one in found):
            raise LabError(
                f"The lesson {name} is about Docker's own packages, "
                f"not about those of the {route.name}.",
                f"Leave out --docker {route.name}.",
            )
        chosen |= found
    names = chosen if chosen else set(lessons)
    apart = sorted(name for name in names if not follows(lessons[name], route))
    if apart:
        say(f"  ! Left out, being about Docker's own packages: {', '.join(apart)}")
    return sorted(names - {*apart})


def parts(names: Iterable[str], of: int) -> list[list[str]]:
    """The lessons in so many parts, which take about as long as one another.

    Each lesson, the longest first, goes to the part that has least to do by then. The seconds are
    those of the committed records, so every runner of one commit divides alike.
    """
    took = seconds_taken(names)
    made: list[list[str]] = [[] for _ in range(of)]
    for name in sorted(took, key=lambda name: (-took[name], name)):
        least = min(made, key=lambda part: sum(took[name] or 1.0 for name in part))
        least.append(name)
    return [sorted(part) for part in made]


def once_more(runner: Runner, records: dict[str, Record], over: Callable[[Record], object]) -> None:
    """Run a few lessons that failed among all of them again, and put into `records` what came out.

    A lesson that passes then keeps a warning that names what failed at first: of two thousand
    commands on a busy machine one has bad luck now and then, and an hour is lost on it. Where more
    than a handful fail, it is no chance.
    """
    failed = {name: record for name, record in records.items() if not record.passed}
    if len(failed) not in range(1, 6):
        return
    for name, record in failed.items():
        report.print_failures(runner.lessons[name], record)
    say(f"\nOnce more, to see whether it was chance: {', '.join(failed)}")
    for name, record in runner.records(failed, over).items():
        if record.passed:
            first = failed[name]
            why = [f"{one.id}: {one.failure}" for one in first.steps if one.failure]
            said = f"passed only when it was run again; at first: {(why or [first.error])[0]}"
            record = msgspec.structs.replace(record, warnings=[*record.warnings, said])
        records[name] = record


def verify(asked: Options) -> int:
    """Run the lessons; returns the exit code."""
    lessons = load_lessons()
    every = select(asked.lessons, lessons, asked.route)
    number, of = asked.shard
    names = parts(every, of)[number - 1]
    if not names:
        raise LabError(
            f"Part {number} of {of} holds no lesson.",
            f"Divide {len(every)} into fewer parts.",
        )
    listed = f": {', '.join(names)}" if len(names) <= 12 else ""  # more say nothing to anybody
    say(f"Verifying {len(names)} lesson{'s' * (len(names) > 1)}{listed}")
    with opened(asked, lessons) as runner:
        if "registry-1.docker.io" in runner.ground.plan.live:
            check_pulls(len(names))
        if runner.engine.embedded:
            check_room(len(names))
        if asked.machine == "vm":
            runner.go_virtual(names)

        def over(record: Record) -> None:
            if asked.record and record.lesson in names:
                report.write(record, lessons[record.lesson])

        records = runner.records(names, over)
        if not asked.lessons and not asked.keep:
            once_more(runner, records, over)
        if asked.report:
            for record in records.values():
                record.save(asked.report / f"{record.lesson}.json")
        report.print_states(records, time.monotonic() - runner.began)
        summary.write(records.values(), lessons, asked.report)
        named = {name: records[name] for name in names}
        if not asked.record:
            report.print_differences(named)
        report.print_stale(named, lessons)
        # What failed comes last, where the terminal, or the end of a log, still shows it; before
        # it, in a line, what was not even started because of it.
        idle = Counter(record.error for record in records.values() if not record.steps)
        for why, count in idle.items():
            if count > 1:
                say(f"\n{count} lessons: {why}")
        for name, record in records.items():
            if idle[record.error] < 2 or record.steps:
                report.print_failures(lessons[name], record)
        say(f"\n{summary.headline(records.values())}")
        kept = [record for record in records.values() if record.kept]
        for record in kept:
            say(
                f"\nThe machine of {record.lesson} is still there. Enter it from another "
                f"terminal:\n    {report.enter(runner.engine, record.kept)}"
            )
        if kept:
            say("It is removed when you press Ctrl-C here.")
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
    return 0 if records and all(record.passed for record in records.values()) else 1


if __name__ == "__main__":
    sys.exit(run_command(lambda: verify(options(sys.argv[1:]))))
