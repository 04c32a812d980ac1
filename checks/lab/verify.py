"""`nox -s verify`: run the lessons, say how they went and how that differs from the record."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.record import Record
from checks.lab import report, summary, supply
from checks.lab.cli import Parser, run_command, session
from checks.lab.error import LabError
from checks.lab.progress import say
from checks.lab.route import DEFAULT, ROUTES, Route, follows
from checks.lab.runner import Runner, Wanted, lay_ground, seconds_taken
from checks.lab.store import STORES

_LISTED = 12
"""Lessons that are named at the start; more of them say nothing to anybody."""


@dataclass(frozen=True)
class Options:
    """What `nox -s verify` was asked for."""

    lessons: tuple[str, ...]
    wanted: Wanted
    record: bool = False
    report: Path | None = None
    """The folder for the records of this run, also of what failed."""
    shard: tuple[int, int] = (1, 1)
    """Run only the second number's part of the lessons: (2, 4) is the second of four."""


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


def add_ground(parser: argparse.ArgumentParser) -> None:
    """The options that say on what lessons run: see `wanted`."""
    parser.add_argument(
        "--supply",
        choices=supply.CHOICES,
        default="auto",
        help="where what comes from outside comes from (default: auto, which asks each service)",
    )
    parser.add_argument(
        "--base", metavar="IMAGE", help="make the machines from this image of Debian or Ubuntu"
    )
    parser.add_argument(
        "--docker",
        choices=ROUTES,
        default=DEFAULT.name,
        help="the Docker on the machine that lessons start from: from Docker's apt repository or "
        "the distribution's package (default: repository)",
    )
    parser.add_argument(
        "--docker-from",
        metavar="SUITE",
        default="",
        help="where Docker's repository is stood in for, take its Docker from this suite of the "
        "base's apt archive, such as forky for Debian 13 (default: the base's own)",
    )
    parser.add_argument(
        "--docker-packages",
        metavar="FOLDER",
        type=Path,
        help="the same, from a folder that holds Docker's own packages (.deb), for example carried "
        "past a firewall",
    )
    parser.add_argument(
        "--store",
        choices=STORES,
        default="default",
        help="where Docker keeps its images: in containerd's store or in its classic one (default: "
        "as its version does after a fresh installation)",
    )


def wanted_of(given: argparse.Namespace) -> Wanted:
    """What the options of `add_ground` were given."""
    return Wanted(
        given.supply,
        given.base,
        given.docker_from,
        given.docker_packages,
        given.store,
        ROUTES[given.docker],
    )


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    parser = Parser(
        prog="nox -s verify --",
        allow_abbrev=False,
        description=("Run the guide's commands on machines of the lab and check what became true."),
    )
    parser.add_argument(
        "lessons",
        nargs="*",
        metavar="LESSON",
        help="a lesson such as daemon/mirror, or a chapter such as daemon (default: all)",
    )
    parser.add_argument(
        "--record",
        action="store_true",
        help="write what happened into docs/records/, which the site shows",
    )
    add_ground(parser)
    parser.add_argument(
        "--shard",
        type=_shard,
        default=(1, 1),
        metavar="N/M",
        help="run the Nth of M parts that take about as long as one another",
    )
    parser.add_argument(
        "--report",
        type=_folder_to_make,
        metavar="FOLDER",
        help="leave the record of every lesson of this run there, also of those that failed, and "
        "tell of these in failures.md",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="leave a failed machine standing and say how to enter it",
    )
    given = parser.parse_args(arguments)
    wanted = replace(wanted_of(given), keep=given.keep)
    return Options(tuple(given.lessons), wanted, given.record, given.report, given.shard)


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
            near = difflib.get_close_matches(name, {*lessons, *chapters}, 3, 0.4)
            hint = f"Did you mean {' or '.join(near)}?" if near else ""
            raise LabError(
                f'There is no lesson and no chapter "{name}". {hint}'.strip(),
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


def part(names: Iterable[str], number: int, of: int) -> list[str]:
    """The `number`th of so many parts of the lessons, which take about as long as one another.

    Each lesson, the longest first, goes to the part that has least to do by then. The seconds are
    those of the committed records, so every runner of one commit divides alike.
    """
    took = seconds_taken(names)
    parts: list[list[str]] = [[] for _ in range(of)]
    load = [0.0] * of
    for name in sorted(took, key=lambda name: (-took[name], name)):
        least = load.index(min(load))
        parts[least].append(name)
        load[least] += took[name] or 1.0
    return sorted(parts[number - 1])


def verify(asked: Options) -> int:
    """Run the lessons; returns the exit code."""
    lessons = load_lessons()
    names = part(select(asked.lessons, lessons, asked.wanted.route), *asked.shard)
    if not names:
        raise LabError(
            f"Part {asked.shard[0]} of {asked.shard[1]} holds no lesson.",
            f"Divide {len(select(asked.lessons, lessons, asked.wanted.route))} into fewer parts.",
        )
    listed = f": {', '.join(names)}" if len(names) <= _LISTED else ""
    say(f"Verifying {len(names)} lesson{'s' * (len(names) > 1)}{listed}")
    with session() as (engine, run):
        started = time.monotonic()  # not before: another run may have held the cache folder
        images, ground = lay_ground(engine, run, asked.wanted, lessons)
        runner = Runner(engine, run, asked.wanted, lessons, images, ground)
        records = runner.records(names)
        if asked.report:
            for record in records.values():
                record.save(asked.report / f"{record.lesson}.json")
        seconds = time.monotonic() - started
        report.print_report(lessons, records, asked.wanted.route, seconds)
        summary.write(records.values(), lessons, asked.report)
        named = {name: records[name] for name in names}
        if asked.record:
            report.write(named, lessons)
        else:
            report.print_differences(named)
        report.print_stale(named, lessons)
        if any(record.kept for record in records.values()):
            _wait_for_visitor(runner, records)
    return 0 if records and all(record.passed for record in records.values()) else 1


def _wait_for_visitor(runner: Runner, records: dict[str, Record]) -> None:
    """Hold the run open while somebody looks into a machine that was kept."""
    for record in records.values():
        if record.kept:
            say(
                f"\nThe machine of {record.lesson} is still there. Enter it from another "
                f"terminal:\n    {report.enter(runner.engine, record.kept)}"
            )
    say("It is removed when you press Ctrl-C here.")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(run_command(lambda: verify(options(sys.argv[1:]))))
