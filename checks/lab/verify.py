"""`nox -s verify`: run the lessons, say how they went and how that differs from the record."""

from __future__ import annotations

import argparse
import difflib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docker.errors import DockerException
from requests.exceptions import RequestException

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.problem import ROOT, GuideError
from checks.guide.record import load_records
from checks.lab import cache, report, supply
from checks.lab.assignment import VARIABLE, Assignment, LessonOutcome
from checks.lab.engine import Engine, engine
from checks.lab.error import LabError
from checks.lab.images import Images
from checks.lab.outcome import run_outcome
from checks.lab.progress import Board, say
from checks.lab.route import DEFAULT, ROUTES, Route, follows, starts_fresh
from checks.lab.run import Run, clean, die_with_parent, run, sweep_engine

_MEMORY = 2 * 2**30
"""Bytes of memory that a lesson's machine and its containers are given."""


@dataclass(frozen=True)
class Options:
    """What `nox -s verify` was asked for."""

    lessons: tuple[str, ...]
    supply: supply.Choice
    base: str | None
    suite: str
    keep: bool
    record: bool
    route: Route = DEFAULT
    report: Path | None = None
    """Where to leave the outcome for programs."""


class Parser(argparse.ArgumentParser):
    """Says which option was meant when one is misspelt."""

    def error(self, message: str) -> None:  # type: ignore[override]
        known = [text for action in self._actions for text in action.option_strings]
        near = [
            close
            for word in sys.argv[1:]
            if word.startswith("-") and word.partition("=")[0] not in known
            for close in difflib.get_close_matches(word, known, 1, 0.5)
        ]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise LabError(
            f"{message[0].upper()}{message[1:]}.{hint}",
            f"{self.prog} --help lists what there is.",
        )


def positive(text: str) -> int:
    """A number on the command line that must be at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _file_to_write(text: str) -> Path:
    """A file on the command line. That it can be written is better known before a long run."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder, not a file")
    if not os.access(path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent} to write it into")
    return path


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
        help="a lesson, or a page for all of its lessons (default: all)",
    )
    parser.add_argument(
        "--record",
        action="store_true",
        help="write what happened into docs/records/, which the site shows",
    )
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
        "--report",
        type=_file_to_write,
        metavar="FILE",
        help="leave what became of every step in this file, as JSON",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="leave a failed machine standing and say how to enter it",
    )
    given = parser.parse_args(arguments)
    return Options(
        tuple(given.lessons),
        given.supply,
        given.base,
        given.docker_from,
        given.keep,
        given.record,
        ROUTES[given.docker],
        given.report,
    )


def select(wanted: Iterable[str], lessons: dict[str, Lesson], route: Route = DEFAULT) -> list[str]:
    """The names of the lessons that `wanted` names, in their order. Raises LabError.

    Lessons that are not for this route are left out, unless one is named by its own name.
    """
    if not lessons:
        raise LabError(
            "There is no lesson in docs/lessons/.", "Run this in a checkout of the guide."
        )
    pages = {path.stem for path in (ROOT / "docs" / "zh").glob("*.md")}
    chosen: set[str] = set()
    for name in wanted:
        found = {
            lesson
            for lesson in lessons
            if lesson == name or (name in pages and lesson.startswith(name + "-"))
        }
        if not found:
            near = difflib.get_close_matches(name, {*lessons, *pages}, 3, 0.4)
            hint = f"Did you mean {' or '.join(near)}?" if near else ""
            raise LabError(
                f'There is no lesson and no page "{name}". {hint}'.strip(),
                f"The lessons are: {', '.join(sorted(lessons))}.",
            )
        if found == {name} and not follows(lessons[name], route):
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
    # The one that the others wait for goes first.
    return sorted(names - {*apart}, key=lambda name: (name != route.lesson, name))


class Verification:
    """One run over some lessons."""

    def __init__(
        self, opened: Engine, this: Run, wanted: Options, lessons: dict[str, Lesson]
    ) -> None:
        self.engine = opened
        self.run = this
        self.options = wanted
        self.route = wanted.route
        self.lessons = lessons
        self.images = Images(opened, this)
        self.base = self.images.base(wanted.base)
        self.machine = self.images.machine(self.base)
        self.plan = supply.plan(wanted.supply, self.base.mirror)
        self.stand_in = self.images.stand_in(self.base, wanted.suite) if self.plan.stand_in else ""
        if wanted.suite and "download.docker.com" in self.plan.live:
            raise LabError(
                f"--docker-from {wanted.suite}: Docker's own repository answers here.",
                "Leave the option out, or add --supply stand-in.",
            )
        self.first = self.route.lesson
        self.then = tuple(step.command for step in self.route.further(lessons))
        self.installed = (
            self.images.snapshot(
                self.machine,
                self.stand_in,
                " ".join(self.plan.stand_in),
                (ROOT / lessons[self.first].path).read_text(encoding="utf-8"),
                (ROOT / lessons[self.first].check).read_text(encoding="utf-8"),
                *self.then,
            )
            if self.first in lessons
            else ""
        )
        self.engine_name = opened.name
        self._children: list[subprocess.Popen[str]] = []

    def install(self) -> None:
        """Make the machine that lessons start from, if it is not there. Raises LabError."""
        if self.images.available(self.installed):
            return
        if not self.outcomes([self.first])[self.first].passed:
            raise LabError(
                f"The lesson {self.first} fails, from whose machine the others start.",
                f"See why: nox -s verify -- {self.first}{self.route.option}",
            )

    def outcomes(self, names: list[str]) -> dict[str, LessonOutcome]:
        """Run the lessons side by side, as many as the host carries."""
        fresh = {name: starts_fresh(self.lessons[name]) for name in names}
        needs_first = not all(fresh.values()) and not self.images.available(self.installed)
        if needs_first and self.first not in names:
            say(f"  … {self.first} comes first: the other lessons start from its machine")
            names = [self.first, *names]
            fresh[self.first] = True
        done: dict[str, LessonOutcome] = {}
        board = Board()
        with ThreadPoolExecutor(self.jobs()) as pool:
            running: dict[Future[LessonOutcome], str] = {}
            waiting = self._longest_first(names)
            try:
                while waiting or running:
                    for name in [*waiting]:
                        if len(running) >= self.jobs():
                            break
                        if not fresh[name] and not self.images.has(self.installed):
                            if self.first in done:
                                done[name] = LessonOutcome(
                                    name,
                                    error=(
                                        "not started: it starts from the machine of "
                                        f"{self.first}, which failed"
                                    ),
                                    waited_for=self.first,
                                )
                                waiting.remove(name)
                            continue
                        waiting.remove(name)
                        running[pool.submit(self.check, name, fresh[name], board)] = name
                    if running:
                        finished, _ = wait(running, return_when=FIRST_COMPLETED)
                        for future in finished:
                            done[running.pop(future)] = future.result()
            except BaseException:
                self.stop()
                raise
        self.images.prune()
        return dict(sorted(done.items()))

    def jobs(self) -> int:
        """How many lessons run side by side, if the memory is there: one more than there are cores,
        since machines that boot and steps that wait leave them idle."""
        info = self.engine.client.info()
        return max(1, min(int(info["NCPU"]) + 1, int(info["MemTotal"]) // _MEMORY))

    def _longest_first(self, names: Iterable[str]) -> list[str]:
        """So that no long lesson is left to run alone at the end. The one that others wait for goes
        before all; how long a lesson takes, its newest record knows."""
        took = dict.fromkeys(names, 0.0)
        with suppress(GuideError):  # a broken record is the gate's to name
            for record in sorted(load_records(), key=lambda record: record.when):
                if record.lesson in took:
                    took[record.lesson] = sum(step.seconds for step in record.steps)
        return sorted(took, key=lambda name: (name != self.first, -took[name]))

    def stop(self) -> None:
        """End the processes that check lessons."""
        for child in self._children:
            child.kill()

    def check(self, name: str, fresh: bool, board: Board) -> LessonOutcome:
        """Check one lesson in a process of its own."""
        folder = self.run.folder / name
        folder.mkdir()
        result = folder / "result.json"
        wanted = name == self.first and not self.images.has(self.installed)
        snapshot = self.installed if wanted else ""
        if snapshot:
            self.run.introduces(snapshot)
        assignment = self.assignment(name, fresh, result, snapshot)
        assignment.save(folder / "assignment.json")
        steps = len(self.lessons[name].steps)
        with board.lesson(name, steps) as at, (folder / "pytest.log").open("w") as log:
            child = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    "-q",
                    "-s",
                    "-p",
                    "no:cacheprovider",
                    self.lessons[name].check,
                ],
                cwd=ROOT,
                env={**os.environ, VARIABLE: str(folder / "assignment.json")},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            self._children.append(child)
            assert child.stdout
            for line in child.stdout:
                log.write(line)
                if line.lstrip(".F").startswith("@"):
                    at(line.lstrip(".F").strip()[1:])
            child.wait()
        if not result.exists():
            tail = (folder / "pytest.log").read_text(errors="replace").strip().splitlines()[-15:]
            return LessonOutcome(
                name,
                error="the process that checks the lesson broke off:\n    " + "\n    ".join(tail),
            )
        outcome = LessonOutcome.load(result)
        if not outcome.steps and not outcome.error:
            outcome.error = f"{self.lessons[name].check} holds no check that ran"
        if snapshot and not self.engine.embedded and outcome.passed:
            self.images.keep(snapshot)
        return outcome

    def assignment(self, name: str, fresh: bool, result: Path, snapshot: str = "") -> Assignment:
        """What the process that checks a lesson has to know."""
        return Assignment(
            name,
            self.engine.url,
            self.engine.kind,
            self.engine_name,
            self.run.name,
            self.machine if fresh else self.installed,
            self.stand_in,
            self.base.mirror,
            self.plan,
            () if fresh else self.inherited(),
            snapshot,
            self.then if snapshot else (),
            self.options.keep,
            str(result),
        )

    def inherited(self) -> tuple[str, ...]:
        """The hosts that were stood in for when Docker was installed on the machine's image."""
        return tuple(host for host in self.plan.stand_in if host in self.route.hosts)


def verify(wanted: Options) -> int:
    """Run the lessons; returns the exit code."""
    if wanted.report:
        wanted.report.unlink(missing_ok=True)  # an older run's must not pass for this one's
    lessons = load_lessons()
    names = select(wanted.lessons, lessons, wanted.route)
    started = time.monotonic()
    say(f"Verifying {len(names)} lesson{'s' * (len(names) > 1)}: {', '.join(names)}")
    with cache.lock(), run() as this, engine(this.folder, this.cgroup) as opened:
        this.uses(opened)
        sweep_engine(opened)
        try:
            verification = Verification(opened, this, wanted, lessons)
            outcomes = verification.outcomes(names)
            records = report.records(verification, outcomes)
            if wanted.report:
                run_outcome(verification, outcomes).save(wanted.report)
            good = report.print_report(
                verification, outcomes, records, wanted.record, time.monotonic() - started
            )
            if any(outcome.machine for outcome in outcomes.values()):
                _wait_for_visitor(verification, outcomes)
        finally:
            with undisturbed():
                say("  … Removing the machines")
                clean(opened.client, this.name)
    return 0 if good else 1


def _wait_for_visitor(verification: Verification, outcomes: dict[str, LessonOutcome]) -> None:
    """Hold the run open while somebody looks into a machine that was kept."""
    for outcome in outcomes.values():
        if outcome.machine:
            say(
                f"\nThe machine of {outcome.lesson} is still there. Enter it from another "
                f"terminal:\n    {report.enter(verification.engine, outcome.machine)}"
            )
    say("It is removed when you press Ctrl-C here.")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


@contextmanager
def undisturbed() -> Iterator[None]:
    """A second Ctrl-C ends this process at once; the watcher then removes what is left."""

    def leave(number: int, frame: object) -> None:
        say("  ! Interrupted again: leaving; what is left is removed in the background")
        os._exit(130)

    before = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def told(work: Callable[[], int]) -> int:
    """Run `work`; say what went wrong in one paragraph, never as a traceback."""
    try:
        return work()
    except LabError as error:
        say(f"\nError: {error.what}\n  {error.remedy}")
        return 2
    except GuideError as error:
        say(f"\n{error}")
        return 2
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing is left behind; what was cached stays.")
        return 130
    except (DockerException, RequestException) as error:
        say(
            f"\nError: the Docker Engine broke off: {error}\n"
            "  Run again; if it happens again, look at the engine's own log."
        )
        return 2


def end_on_sigterm() -> None:
    """End as by Ctrl-C when somebody asks this process to end."""

    def ended(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, ended)


def main() -> int:
    die_with_parent()
    end_on_sigterm()
    return told(lambda: verify(options(sys.argv[1:])))


if __name__ == "__main__":
    sys.exit(main())
