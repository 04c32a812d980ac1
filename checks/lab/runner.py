"""The runner: lessons side by side in one engine, each in a process of its own."""

from __future__ import annotations

import dataclasses
import functools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from checks.guide import record
from checks.guide.lesson import Lesson
from checks.guide.problem import ROOT, GuideError
from checks.guide.record import Record, load_record, load_records
from checks.guide.state import State
from checks.lab.cli import session
from checks.lab.engine import Engine
from checks.lab.error import LabError, tail
from checks.lab.ground import Assignment, Ground, Wanted, lay_ground
from checks.lab.images import Images
from checks.lab.machine import Machine
from checks.lab.progress import Board, say
from checks.lab.route import starts_fresh
from checks.lab.run import Run
from checks.lab.sandbox import Sandbox
from checks.lab.vm import image

_MEMORY = 2 * 2**30
"""Bytes of memory that a lesson's machine and its containers are given."""

_PYTEST = ("pytest", "-q", "-s", "-p", "no:cacheprovider", "-p", "checks.lab.plugin")


@contextmanager
def opened(wanted: Wanted, lessons: dict[str, Lesson]) -> Iterator[Runner]:
    """A runner in a session of its own. Raises LabError."""
    with session() as (engine, run):
        began = time.monotonic()
        images = Images(engine, run)
        ground = lay_ground(images, wanted, lessons)
        yield Runner(engine, run, images, ground, lessons, wanted.keep, began)


@dataclass
class Runner:
    """Runs lessons. `opened` gives one."""

    engine: Engine
    run: Run
    images: Images
    ground: Ground
    lessons: dict[str, Lesson]
    keep: bool
    began: float
    """By the monotonic clock; not before the cache folder was free."""
    _children: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The lesson that installs Docker, from whose machine the others start."""
        return self.ground.route.lesson

    def install(self) -> None:
        """Make the machine that lessons start from, if it is not there. Raises LabError."""
        if self.images.available(self.ground.installed):
            return
        if not self.records([self.first])[self.first].passed:
            raise LabError(
                f"The lesson {self.first} fails, from whose machine the others start.",
                f"See why: nox -s verify -- {self.first}{self.ground.route.option}",
            )

    def go_virtual(self, names: Iterable[str]) -> None:
        """Have these lessons, and no others, run on virtual machines. Raises LabError."""
        self.install()
        fresh = {starts_fresh(self.lessons[name]) for name in names}
        ground, made = self.ground, functools.partial(image, self.images, self.ground)
        self.ground = dataclasses.replace(
            ground,
            machine=made(ground.machine) if True in fresh else "",
            installed=made(ground.installed) if False in fresh else "",
            beside=ground.machine,
        )

    def machine(self) -> Machine:
        """A machine as lessons find it, in a sandbox of its own. Raises LabError."""
        self.install()
        ground = self.ground
        sandbox = Sandbox(self.engine, self.run.name, ground.plan, ground.stand_in, ground.store)
        return Machine(sandbox, ground.installed)

    def records(
        self, names: Iterable[str], over: Callable[[Record], object] = lambda record: None
    ) -> dict[str, Record]:
        """Run the lessons side by side, as many as the host carries; their records by name.

        `over` is given each as soon as its lesson is over: what it keeps, Ctrl-C does not take.
        """
        fresh = {name: starts_fresh(self.lessons[name]) for name in names}
        waits = not all(fresh.values()) and not self.images.available(self.ground.installed)
        if waits:
            if self.first not in fresh:
                say(f"  … {self.first} comes first: the other lessons start from its machine")
            fresh[self.first] = True
        took = seconds_taken(fresh)

        def turn(name: str) -> tuple[object, ...]:
            # The longest first, so that none is left to run alone at the end; but before all the
            # one that the others wait for.
            return name != self.first, waits and not fresh[name], -took[name], name

        def checked(name: str, board: Board, before: Future[Record] | None) -> Record:
            record = self.check(name, board, before)
            over(record)
            return record

        made: dict[str, Future[Record]] = {}
        steps = {name: len(self.lessons[name].steps) for name in fresh}
        with self.pool() as pool, Board(steps, took, self.jobs) as board:
            for name in sorted(fresh, key=turn):
                before = made[self.first] if waits and not fresh[name] else None
                made[name] = pool.submit(checked, name, board, before)
            wait(made.values(), return_when=FIRST_EXCEPTION)
            done = {name: made[name].result() for name in sorted(made)}
        self.images.prune()
        return done

    @functools.cached_property
    def jobs(self) -> int:
        """How many lessons run side by side, if the memory is there: one more than there are cores,
        since machines that boot and steps that wait leave them idle."""
        info = self.engine.client.info()
        processors, memory = int(info["NCPU"]), int(info["MemTotal"])
        if self.ground.beside:  # virtual machines, which have two processors each (start.sh)
            return max(1, min(processors // 2, memory // (2 * _MEMORY)))
        return max(1, min(processors + 1, memory // _MEMORY))

    @contextmanager
    def pool(self) -> Iterator[ThreadPoolExecutor]:
        """Threads for `check` and `play`, `jobs` of them; an error or Ctrl-C ends what they run."""
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                yield pool
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for child in [*self._children]:
                    child.kill()
                raise

    def check(self, name: str, board: Board, before: Future[Record] | None) -> Record:
        """Check one lesson in a process of its own, and return the record that it wrote.

        `before` is the lesson from whose machine it starts, where that one is being run.
        """
        installed = self.ground.installed
        if before and not (before.result().passed and self.images.has(installed)):
            why = f"not started: it starts from the machine of {self.first}, which failed"
            return self._empty(name, why)
        snapshot = name == self.first and not self.images.has(installed)
        if snapshot:
            self.run.introduces(installed)
        with board.lesson(name) as at:
            made = self.play(self.assignment(name, snapshot), at)
        reached = [step for step in made.steps if step.state is not State.NOT_REACHED]
        board.over(name, len(reached), made.passed)
        if snapshot and made.passed:
            self.images.keep(installed)
        return made

    def check_replaced(self, name: str, replaced: dict[str, str]) -> Record:
        """Check one lesson with some commands replaced (by step); nothing of it is kept."""
        assignment = msgspec.structs.replace(self.assignment(name), replaced=replaced)
        return self.play(assignment, lambda step: None)

    def play(self, assignment: Assignment, at: Callable[[str], None]) -> Record:
        """Run the checks of a lesson as assigned, in a process of its own; returns what it wrote.

        `at` is told the id of each step that begins, or the name of the machine that is held until
        it returns.
        """
        name, result = assignment.lesson, Path(assignment.result)
        check = self.lessons[name].check
        log = result.with_name("pytest.log")
        with (
            log.open("w") as file,
            subprocess.Popen(
                [sys.executable, "-m", *_PYTEST, check],
                cwd=ROOT,
                env={**os.environ, **assignment.handed_over()},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            ) as child,
        ):
            assert child.stdin
            assert child.stdout
            self._children.append(child)
            for line in child.stdout:
                file.write(line)
                if (said := line.lstrip(".F")).startswith("@"):
                    at(said[1:].strip())
                    child.stdin.close()  # what is held until then ends
        self._children.remove(child)
        if not result.exists():
            said = tail(log.read_text(errors="replace"), 15)
            return self._empty(name, f"the process that checks the lesson broke off:{said}")
        made = load_record(result)
        if not made.steps and not made.error:
            return self._empty(name, f"{check} holds no check that ran")
        return made

    def assignment(self, name: str, snapshot: bool = False) -> Assignment:
        """What the process that checks a lesson has to know, and a new folder for its record."""
        folder = tempfile.mkdtemp(prefix=f"{name.replace('/', '-')}-", dir=self.run.folder)
        return Assignment(
            lesson=name,
            engine_url=self.engine.url,
            engine_name=self.engine.name,
            run=self.run.name,
            ground=self.ground,
            snapshot=snapshot,
            keep=self.keep,
            result=str(Path(folder, "record.json")),
        )

    def _empty(self, name: str, error: str) -> Record:
        """The record of a lesson of which nothing else is known than why it did not run."""
        base, engine = self.ground.base.name, self.engine.name
        machine = msgspec.structs.replace(record.UNKNOWN, base=base, engine=engine)
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        supplied = record.Supply([], [])
        return Record(record.SCHEMA, name, "", when, "", 0.0, machine, supplied, [], error=error)


def seconds_taken(names: Iterable[str]) -> dict[str, float]:
    """How long each lesson took in a container, as its newest record says; 0 where none does."""
    took = dict.fromkeys(names, 0.0)
    with suppress(GuideError):  # a broken record is the gate's to name
        for one in sorted(load_records(), key=lambda one: one.when):
            if one.lesson in took and not one.virtual:
                took[one.lesson] = one.seconds
    return took
