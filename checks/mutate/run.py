"""`nox -s mutate`: break every step in small ways; each break must turn a check red."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.problem import ROOT, GuideError, Problem
from checks.lab import cache, verify
from checks.lab.assignment import VARIABLE
from checks.lab.engine import engine
from checks.lab.error import LabError
from checks.lab.progress import say
from checks.lab.route import starts_fresh
from checks.lab.run import clean, die_with_parent, run, sweep_engine
from checks.lab.verify import Verification
from checks.mutate import report, survivors
from checks.mutate.mutants import Mutant, Mutants, every
from checks.mutate.results import Baseline, Result, Results

MARK = "\x1e"

_LEAST = 10.0
"""Seconds that the check of a mutant is given at least."""
_FACTOR = 5.0
"""Otherwise as many times what the step took as it is printed."""
_TRIES = 3
"""How often a mutant, or a lesson's beginning, may go wrong for no fault of its own."""
_NEWS = 20.0
"""Seconds between two lines of progress."""

_LAB = (
    "checks/conftest.py",
    "checks/lab/backend.py",
    "checks/lab/machine.py",
    "checks/lab/relay.pl",
    "checks/lab/step_run.py",
    "checks/lab/terminal.py",
)
"""What takes part in judging a mutant, besides the images."""


@dataclass(frozen=True)
class Options:
    """What `nox -s mutate` was asked for."""

    wanted: tuple[str, ...]
    fresh: bool
    list_only: bool
    jobs: int | None
    explain: bool
    sample: int


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    parser = verify.Parser(
        prog="nox -s mutate --",
        allow_abbrev=False,
        description="Break every step in small ways, and list the breaks that no check notices.",
    )
    parser.add_argument(
        "wanted",
        nargs="*",
        metavar="LESSON",
        help="a lesson, a page for all of its lessons, or LESSON/STEP (default: all)",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="forget what earlier runs have found out"
    )
    parser.add_argument("--list", action="store_true", help="print the mutants and run nothing")
    parser.add_argument(
        "--jobs",
        type=verify.positive,
        metavar="N",
        help="how many machines at once (default: one more than cores)",
    )
    parser.add_argument(
        "--explain", action="store_true", help="say after which mutants a machine was not the same"
    )
    parser.add_argument(
        "--sample",
        type=_percent,
        default=100,
        metavar="PERCENT",
        help="judge only this share of the mutants, the same ones each time (default: 100)",
    )
    given = parser.parse_args(arguments)
    return Options(
        tuple(given.wanted), given.fresh, given.list, given.jobs, given.explain, given.sample
    )


def _percent(text: str) -> int:
    number = verify.positive(text)
    if number > 100:
        raise argparse.ArgumentTypeError("must be at most 100")
    return number


@dataclass
class Chosen:
    """One lesson and which of its steps are broken."""

    lesson: Lesson
    mutants: dict[str, Mutants]
    sample: int = 100
    """Per cent of the mutants that are judged."""

    @property
    def all(self) -> list[Mutant]:
        return [mutant for found in self.mutants.values() for mutant in found.mutants]

    @property
    def judged(self) -> list[Mutant]:
        """Those of the sample. A mutant's name decides, so a larger sample holds the smaller."""
        return [mutant for mutant in self.all if zlib.crc32(mutant.id.encode()) % 100 < self.sample]


def choose(wanted: Iterable[str], lessons: dict[str, Lesson], sample: int = 100) -> list[Chosen]:
    """The lessons and steps that `wanted` names, with their mutants, of which `sample` per cent
    are to be judged.

    Raises LabError or GuideError.
    """
    wanted = [*wanted]
    whole = {*verify.select([w for w in wanted if "/" not in w], lessons)}
    if wanted and all("/" in w for w in wanted):
        whole = set()
    steps: dict[str, set[str]] = {}
    for name in wanted:
        lesson, slash, step = name.partition("/")
        if not slash:
            continue
        verify.select([lesson], lessons)
        known = [s.id for s in lessons[lesson].steps] if lesson in lessons else []
        if step not in known:
            near = difflib.get_close_matches(step, known, 3, 0.4)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise LabError(
                f'There is no step "{name}".{hint}', f"The steps are: {', '.join(known)}."
            )
        steps.setdefault(lesson, set()).add(step)
    chosen = []
    problems: list[Problem] = []
    for name, lesson_ in lessons.items():
        picked = [s for s in lesson_.steps if name in whole or s.id in steps.get(name, ())]
        try:
            if picked:
                chosen.append(Chosen(lesson_, every(picked), sample))
        except GuideError as error:
            problems += error.problems
    if problems:
        raise GuideError(problems)
    return chosen


@dataclass
class Work:
    """What is left to do of one lesson. Its lock holds for everything in it."""

    chosen: Chosen
    results: Results
    pending: dict[str, list[Mutant]] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    """Mutants that must be judged on a machine that no other mutant has had."""
    tries: dict[str, int] = field(default_factory=dict)
    refused: str = ""
    """Why the lesson is given up."""
    broken_beginnings: int = 0
    skips: bool = True
    """Whether steps that change nothing are left out on the way to the one that is broken."""
    workers: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        for mutant in self.chosen.judged:
            if mutant.id not in self.results.mutants:
                self.pending.setdefault(mutant.step.partition("/")[2], []).append(mutant)
        self.leave_out_what_is_not_run()

    @property
    def lesson(self) -> Lesson:
        return self.chosen.lesson

    @property
    def ready(self) -> bool:
        """Whether the lesson is known to pass as it is printed."""
        return len(self.results.baseline) == len(self.lesson.steps)

    @property
    def left(self) -> int:
        return sum(map(len, self.pending.values()))

    def leave_out_what_is_not_run(self) -> None:
        for known in self.results.baseline.values():
            if not known.run:
                self.pending.pop(known.step, None)

    def limit(self, step: str) -> float:
        known = self.results.baseline.get(step)
        return max(_LEAST, _FACTOR * known.seconds) if known else 300.0


class Mutation:
    """One run over some lessons."""

    def __init__(self, verification: Verification, chosen: list[Chosen], wanted: Options) -> None:
        self.verification = verification
        self.wanted = wanted
        common = cache.key(
            verification.machine,
            verification.installed,
            verification.stand_in,
            " ".join(verification.plan.stand_in),
            *((ROOT / path).read_bytes() for path in _LAB),
        )
        self.work = [Work(one, Results(one.lesson, common, wanted.fresh)) for one in chosen]
        for work in self.work:
            work.results.tidy()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.lock = threading.Lock()
        self.started = time.monotonic()
        self.judged = 0
        self.stopped = threading.Event()
        self.numbers = iter(range(1, 10**9))

    def run(self) -> None:
        """Judge every mutant that is not judged yet."""
        before = sum(len(w.chosen.judged) - w.left for w in self.work)
        if before:
            say(f"  ✓ Known from earlier runs: {before} mutants")
        if not any(work.left for work in self.work):
            return
        if not all(starts_fresh(work.lesson) for work in self.work):
            self.verification.install()
        jobs = self.wanted.jobs or self.verification.jobs()
        news = threading.Thread(target=self._news, daemon=True)
        news.start()
        try:
            with ThreadPoolExecutor(jobs) as pool:
                threads = [pool.submit(self._serve) for _ in range(jobs)]
                try:
                    for thread in threads:
                        thread.result()
                except BaseException:
                    self.stop()
                    raise
        finally:
            self.stopped.set()
        self.verification.images.prune()

    def stop(self) -> None:
        """End the processes; what they have told is kept."""
        self.stopped.set()
        with self.lock:
            for process in self.processes:
                process.kill()

    # -- who does what -------------------------------------------------------------------------

    def _serve(self) -> None:
        """Take one lesson after the other until nothing is left."""
        while not self.stopped.is_set():
            work = self._next()
            if work is None:
                # Somebody's first pass may still open a lesson to a second worker.
                if not any(w.workers and not w.ready and not w.refused for w in self.work):
                    return
                time.sleep(0.5)
                continue
            try:
                self._converse(work)
            finally:
                with self.lock:
                    work.workers -= 1

    def _next(self) -> Work | None:
        """The lesson that most needs a hand: one that nobody works at, else the longest."""
        with self.lock:
            open_ = [
                work
                for work in self.work
                if work.left and not work.refused and (work.ready or not work.workers)
            ]
            if not open_:
                return None
            work = min(open_, key=lambda w: (w.workers, -w.left))
            if work.workers and work.left <= 2 * work.workers:
                return None
            work.workers += 1
            return work

    def _converse(self, work: Work) -> None:
        """Start a process for the lesson and answer what it asks until it ends."""
        number = next(self.numbers)
        folder = self.verification.run.folder / f"{work.lesson.name}-{number}"
        folder.mkdir()
        assignment = self.verification.assignment(
            work.lesson.name, starts_fresh(work.lesson), folder / "result.json"
        )
        assignment.save(folder / "assignment.json")
        with (folder / "pytest.log").open("wb") as log:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    "-q",
                    "-s",
                    "-p",
                    "no:cacheprovider",
                    "-p",
                    "no:logging",  # it wants every item to be run once, and to its end
                    "-p",
                    "checks.mutate.life",
                    work.lesson.check,
                ],
                cwd=ROOT,
                env={**os.environ, VARIABLE: str(folder / "assignment.json")},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            with self.lock:
                self.processes.append(process)
            assert process.stdin
            assert process.stdout
            talk = Talk(self, work)
            for line in process.stdout:
                _, mark, told = line.decode("utf-8", "replace").rpartition(MARK)
                if not mark:
                    log.write(line)
                    log.flush()
                    continue
                answer = talk.hear(json.loads(told))
                if answer is not None:
                    try:
                        process.stdin.write(json.dumps(answer).encode() + b"\n")
                        process.stdin.flush()
                    except BrokenPipeError:
                        break
            process.stdin.close()
            process.wait()
        with self.lock:
            self.processes.remove(process)
        talk.over()
        if not talk.lives and not self.stopped.is_set():
            tail = (folder / "pytest.log").read_text(errors="replace").strip().splitlines()[-15:]
            self.refuse(work, "its checks could not be run:\n    " + "\n    ".join(tail))

    def refuse(self, work: Work, why: str) -> None:
        """Give a lesson up."""
        with work.lock:
            if not work.refused:
                work.refused = why
                say(f"  ✗ {work.lesson.name}: {why}")

    def keep(self, work: Work, result: Result, mutant: Mutant) -> None:
        """A mutant's fate is known."""
        with work.lock:
            work.results.add(result)
        with self.lock:
            self.judged += 1
        if result.fate in ("survived", "broken"):
            say(f"  ! {work.lesson.path}:{mutant.line}: {result.fate}: {mutant.what}")

    def _news(self) -> None:
        """Say how far it is, now and then."""
        while not self.stopped.wait(_NEWS):
            left = sum(work.left for work in self.work if not work.refused)
            with self.lock:
                judged = self.judged
            seconds = time.monotonic() - self.started
            time_left = f", about {_minutes(seconds / judged * left)} left" if judged else ""
            at = ", ".join(w.lesson.name for w in self.work if w.workers)
            say(f"  … {judged} judged, {left} to go{time_left} ({at})")


class Talk:
    """The conversation with one process: what it was given, and what came of it."""

    def __init__(self, mutation: Mutation, work: Work) -> None:
        self.mutation = mutation
        self.work = work
        self.lives = 0
        self.first_pass = False
        self.given: Mutant | None = None
        """The mutant that is being judged."""
        self.had: list[Mutant] = []
        """The mutants that this life's machine has had."""

    def hear(self, told: dict[str, Any]) -> dict[str, Any] | None:
        """Take in what the process says; returns the answer if it asks."""
        work = self.work
        with work.lock:
            if told.get("ask") == "life":
                return {"go": self._life()}
            if told.get("ask") == "enter":
                return {"skip": self._skips(str(told["step"]))}
            if told.get("ask") == "step":
                return self._order(str(told["step"]))
            if "passed" in told:
                known = Baseline(told["passed"], told["seconds"], told["still"], told["run"])
                work.results.add(known)
            elif "done" in told:
                self._done(told)
            elif "broken" in told:
                self._broken(str(told["broken"]), str(told["why"]))
            elif "changed" in told and self.mutation.wanted.explain:
                say(f"  … not the same after {told['changed']}:\n{told['where']}")
            elif "error" in told:
                self.mutation.refuse(work, str(told["error"]))
        return None

    def _life(self) -> bool:
        self.over()
        self.had = []
        self.first_pass = not self.work.ready
        if self.mutation.stopped.is_set() or self.work.refused:
            return False
        if self.first_pass and self.lives >= _TRIES:
            self.mutation.refuse(self.work, "its machine could not be started")
            return False
        self.lives += 1
        return self.first_pass or self.work.left > 0

    def _skips(self, step: str) -> bool:
        """Whether this life may leave a step out: it changes nothing and has no mutants left."""
        work = self.work
        if self.first_pass or not work.skips or work.pending.get(step):
            return False
        known = work.results.baseline[step]
        return known.still or not known.run

    def _order(self, step: str) -> dict[str, Any]:
        work = self.work
        if self.first_pass:
            return {"do": "original", "look": True}
        ids = [s.id for s in work.lesson.steps]
        mutant = self._take(step)
        if mutant is not None:
            self.given = mutant
            known = work.results.baseline[step]
            later = ids[ids.index(step) + 1 :]
            return {
                "do": "mutant",
                "id": mutant.id,
                "command": mutant.command,
                "still": known.still,
                "limit": work.limit(step),
                "limits": {name: work.limit(name) for name in later},
            }
        # A machine that has had mutants plays this step as printed: were it not the same any
        # more, this shows it.
        used_here = any(m.step.endswith(f"/{step}") for m in self.had)
        if used_here or any(work.pending.get(name) for name in ids[ids.index(step) + 1 :]):
            return {"do": "original", "limit": work.limit(step)}
        return {"do": "end"}

    def _take(self, step: str) -> Mutant | None:
        waiting = self.work.pending.get(step, [])
        for mutant in sorted(waiting, key=lambda m: m.id not in self.work.alone):
            if not self.had or mutant.id not in self.work.alone:
                waiting.remove(mutant)
                return mutant
        return None

    def _done(self, told: dict[str, Any]) -> None:
        mutant = self.given
        assert mutant is not None
        assert mutant.id == told["done"]
        self.given = None
        fate = told["outcome"]
        reused = bool(self.had)
        self.had.append(mutant)
        if fate == "broken":
            self._again(mutant, str(told["why"]))
        elif fate == "survived" and reused:
            # What an earlier mutant left behind may have helped it: judged again, alone.
            self._put_back(mutant)
        else:
            why = str(told["why"]).splitlines()
            self.mutation.keep(
                self.work,
                Result(mutant.id, fate, told["by"], why[0] if why else "", told["seconds"]),
                mutant,
            )

    def _put_back(self, mutant: Mutant) -> None:
        self.work.alone.add(mutant.id)
        self.work.pending.setdefault(mutant.step.partition("/")[2], []).append(mutant)

    def _again(self, mutant: Mutant, why: str) -> None:
        """A mutant could not be judged: once more on a machine of its own, or give it up."""
        tries = self.work.tries[mutant.id] = self.work.tries.get(mutant.id, 0) + 1
        if tries < _TRIES:
            self._put_back(mutant)
        else:
            first = why.splitlines()[0] if why else "its process ended"
            self.mutation.keep(self.work, Result(mutant.id, "broken", "", first, 0.0), mutant)

    def _broken(self, step: str, why: str) -> None:
        """A step failed as it is printed."""
        work = self.work
        if self.first_pass:
            self.mutation.refuse(
                work,
                f'step "{step}" fails as it is printed; mutants would prove nothing: {why}\n'
                f"    See: nox -s verify -- {work.lesson.name}",
            )
            return
        if self.had:
            # This machine was not as it should be, so it may have killed what it should not have.
            say(
                f'  ! {work.lesson.name}: "{step}" failed as printed after '
                f"{len(self.had)} mutants: they are judged again, each alone"
            )
            for mutant in self.had:
                known = work.results.mutants.pop(mutant.id, None)
                if known is not None:
                    self._put_back(mutant)
            return
        # Something that cannot be seen may have been missing.
        work.skips = False
        work.broken_beginnings += 1
        if work.broken_beginnings >= _TRIES:
            self.mutation.refuse(
                work,
                f'step "{step}" fails now and then as it is printed: {why}\n'
                f"    See: nox -s verify -- {work.lesson.name}",
            )

    def over(self) -> None:
        """A life has ended; what it was given and did not tell about goes back."""
        with self.work.lock:
            if self.given is not None:
                mutant, self.given = self.given, None
                if self.mutation.stopped.is_set():
                    return
                self._again(mutant, "its process ended before it was judged")
            if self.first_pass and self.work.ready:
                self.work.leave_out_what_is_not_run()
                self.first_pass = False
            elif self.first_pass:
                self.work.results.baseline.clear()


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"


def mutate(wanted: Options) -> int:
    """Judge the mutants; returns the exit code."""
    lessons = load_lessons()
    chosen = choose(wanted.wanted, lessons, wanted.sample)
    named = survivors.load(ROOT / "checks" / "survivors.toml", lessons)
    if wanted.list_only:
        report.print_list(chosen)
        return 0
    started = time.monotonic()
    total = sum(len(one.judged) for one in chosen)
    say(
        f"Breaking {len(chosen)} lesson{'s' * (len(chosen) > 1)} in {total} ways"
        f"{report.of_how_many(chosen)}"
    )
    with cache.lock(), run() as this, engine(this.folder, this.cgroup) as opened:
        this.uses(opened)
        sweep_engine(opened)
        try:
            verification = Verification(opened, this, verify.options([]), lessons)
            mutation = Mutation(verification, chosen, wanted)
            mutation.run()
            return report.print_report(mutation.work, named, time.monotonic() - started)
        finally:
            with verify.undisturbed():
                say("  … Removing the machines")
                clean(opened.client, this.name)


def main() -> int:
    die_with_parent()
    verify.end_on_sigterm()
    return verify.told(lambda: mutate(options(sys.argv[1:])))


if __name__ == "__main__":
    sys.exit(main())
