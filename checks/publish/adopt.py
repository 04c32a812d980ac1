"""`nox -s adopt`: take the records of other runs into docs/records/, where they still fit.

A run of the verify workflow leaves its records beside the repository. Before the site is built from
them, and before rot is told, those are taken that are of the lessons as they are written now and
newer than what is here. The others are left where they are, so the gate stays content.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.problem import ROOT, GuideError
from checks.guide.record import Record
from checks.lab import verify
from checks.lab.error import LabError
from checks.lab.progress import say
from checks.publish.github import GitHub


def found(folders: Iterable[Path]) -> list[Path]:
    """The records below `folders`. Raises LabError where a folder is none."""
    paths: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise LabError(
                f"There is no folder {folder}.",
                "Name folders in which runs have left docs/records/.",
            )
        paths += sorted(folder.glob("**/docs/records/*/*.json"))
    return paths


def unfit(record: Record, lessons: dict[str, Lesson], root: Path = ROOT) -> str:
    """Why a record is not taken; empty if it is."""
    lesson = lessons.get(record.lesson)
    if lesson is None:
        return "there is no such lesson"
    if {step.id: step.hash for step in lesson.steps} != {s.id: s.hash for s in record.steps}:
        return "the lesson has changed since"
    here = record.path(root)
    if here.exists() and Record.load(here, root).when >= record.when:
        return "the record that is here is as new"
    return ""


def adopt(folders: Iterable[Path], root: Path = ROOT) -> int:
    """Take what fits. Returns the exit code."""
    lessons = load_lessons(root)
    taken = 0
    for path in found(folders):
        try:
            record = Record.load(path)
            why = unfit(record, lessons, root)
        except GuideError as error:  # written by an older or a newer version of the tool
            why = str(error).splitlines()[0]
        if why:
            say(f"  · {path.parent.name}/{path.name} left out: {why}")
            continue
        record.save(root)
        taken += 1
    say(f"adopt: {taken} records taken into docs/records/")
    return 0


@dataclass(frozen=True)
class Options:
    """What `nox -s adopt` was asked for."""

    folders: tuple[Path, ...]
    run: str


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    parser = verify.Parser(
        prog="nox -s adopt --",
        allow_abbrev=False,
        description="Take the records of other runs into docs/records/, where they still fit.",
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="where the runs left docs/records/"
    )
    parser.add_argument(
        "--run",
        default="",
        metavar="ID",
        help="download what this run of the verify workflow left, or the newest one that has ended "
        "(in a workflow on GitHub only)",
    )
    given = parser.parse_args(arguments)
    if given.run not in ("", "newest") and not given.run.isdecimal():
        parser.error("argument --run: a run's number, or newest")
    if not given.folders and not given.run:
        parser.error("a folder, or --run, is required")
    return Options(tuple(given.folders), given.run)


def fetch_and_adopt(wanted: Options, environment: Mapping[str, str]) -> int:
    """Fetch what there is to fetch, then take what fits. Returns the exit code."""
    with TemporaryDirectory() as scratch:
        if wanted.run:
            github = GitHub(environment, "--run")
            run = github.newest_run() if wanted.run == "newest" else wanted.run
            if run:
                say(f"  … Downloading what run {run} of verify left")
                github.download(run, Path(scratch))
            else:
                say("  ! No run of verify has ended yet.")
        return adopt([*wanted.folders, Path(scratch)])


def main() -> int:
    return verify.told(lambda: fetch_and_adopt(options(sys.argv[1:]), os.environ))


if __name__ == "__main__":
    sys.exit(main())
