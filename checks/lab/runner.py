"""The runner: lessons side by side in one engine, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from checks.guide import record
from checks.guide.lesson import Lesson
from checks.guide.problem import ROOT, GuideError
from checks.guide.record import Record, load_record, load_records
from checks.guide.state import State
from checks.lab import supply
from checks.lab.assignment import VARIABLE, Assignment
from checks.lab.engine import Engine
from checks.lab.error import LabError
from checks.lab.images import Base, Images
from checks.lab.packages import packages
from checks.lab.progress import Board, say
from checks.lab.route import DEFAULT, Route, starts_fresh
from checks.lab.run import Run
from checks.lab.store import Store

_MEMORY = 2 * 2**30
"""Bytes of memory that a lesson's machine and its containers are given."""


@dataclass(frozen=True)
class Wanted:
    """On what the lessons are to run."""

    supply: supply.Choice = "auto"
    base: str | None = None
    """An image of Debian or Ubuntu; None for the default, or what can be had instead."""
    suite: str = ""
    """Where Docker's repository is stood in for, the suite that its Docker comes from."""
    packages: Path | None = None
    """The same, from a folder of Docker's own packages."""
    store: Store = "default"
    route: Route = DEFAULT
    keep: bool = False
    """Leave a failed machine standing."""


@dataclass(frozen=True)
class Ground:
    """What lessons start from: images in the engine, and who answers for the outside."""

    base: Base
    machine: str
    """The machine without Docker."""
    plan: supply.Supply
    stand_in: str
    """The stand-in internet; empty where everything is live."""
    installed: str
    """The machine on which the route's lesson has installed Docker (made by that lesson)."""
    then: tuple[str, ...]
    """Commands of the guide that follow that lesson."""


def lay_ground(
    engine: Engine, run: Run, wanted: Wanted, lessons: dict[str, Lesson]
) -> tuple[Images, Ground]:
    """Have the images that lessons start from, as far as no lesson makes them. Raises LabError."""
    images = Images(engine, run)
    base = images.base(wanted.base)
    machine = images.machine(base)
    plan = supply.plan(wanted.supply, base.mirror)
    if wanted.suite and wanted.packages:
        raise LabError(
            "--docker-from and --docker-packages both say where Docker comes from.",
            "Leave one of them out.",
        )
    if (wanted.suite or wanted.packages) and "download.docker.com" in plan.live:
        option = f"--docker-from {wanted.suite}" if wanted.suite else "--docker-packages"
        raise LabError(
            f"{option}: Docker's own repository answers here.",
            "Leave the option out, or add --supply stand-in.",
        )
    given = wanted.packages and packages(wanted.packages, engine.client.info()["Architecture"])
    stand_in = images.stand_in(base, wanted.suite, given or {}) if plan.stand_in else ""
    then = tuple(step.command for step in wanted.route.further(lessons))
    first = lessons.get(wanted.route.lesson)
    installed = (
        images.snapshot(
            machine,
            wanted.store,
            stand_in,
            " ".join(plan.stand_in),
            (ROOT / first.path).read_text(encoding="utf-8"),
            (ROOT / first.check).read_text(encoding="utf-8"),
            *then,
        )
        if first
        else ""
    )
    return images, Ground(base, machine, plan, stand_in, installed, then)


@dataclass
class Runner:
    """Runs lessons. Start it in a session of `checks.lab.cli`."""

    engine: Engine
    run: Run
    wanted: Wanted
    lessons: dict[str, Lesson]
    images: Images
    ground: Ground
    _children: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The lesson that installs Docker, from whose machine the others start."""
        return self.wanted.route.lesson

    def install(self) -> None:
        """Make the machine that lessons start from, if it is not there. Raises LabError."""
        if self.images.available(self.ground.installed):
            return
        if not self.records([self.first])[self.first].passed:
            raise LabError(
                f"The lesson {self.first} fails, from whose machine the others start.",
                f"See why: nox -s verify -- {self.first}{self.wanted.route.option}",
            )

    def records(self, names: Iterable[str]) -> dict[str, Record]:
        """Run the lessons side by side, as many as the host carries; their records by name."""
        fresh = {name: starts_fresh(self.lessons[name]) for name in names}
        installed = self.ground.installed
        if not all(fresh.values()) and not self.images.available(installed):
            if self.first not in fresh:
                say(f"  … {self.first} comes first: the other lessons start from its machine")
            fresh[self.first] = True
        done: dict[str, Record] = {}
        took = seconds_taken(fresh)
        # The longest first, so that none is left to run alone at the end; but before all the one
        # that the others wait for.
        waiting = sorted(fresh, key=lambda name: (name != self.first, -took[name], name))
        steps = {name: len(self.lessons[name].steps) for name in waiting}
        with (
            ThreadPoolExecutor(self.jobs()) as pool,
            Board(steps, took, self.jobs()) as board,
        ):
            running: dict[Future[Record], str] = {}
            try:
                while waiting or running:
                    for name in [*waiting]:
                        if len(running) >= self.jobs():
                            break
                        if fresh[name] or self.images.has(installed):
                            running[pool.submit(self.check, name, fresh[name], board)] = name
                        elif self.first in done:
                            done[name] = self._not_started(name)
                        else:
                            continue
                        waiting.remove(name)
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

    def stop(self) -> None:
        """End the processes that check lessons."""
        for child in [*self._children]:
            child.kill()

    def check(self, name: str, fresh: bool, board: Board) -> Record:
        """Check one lesson in a process of its own, and return the record that it wrote."""
        wanted = name == self.first and not self.images.has(self.ground.installed)
        snapshot = self.ground.installed if wanted else ""
        if snapshot:
            self.run.introduces(snapshot)
        assignment = self.assignment(name, fresh, snapshot)
        with board.lesson(name) as at:
            made = self.play(assignment, at)
        reached = [step for step in made.steps if step.state is not State.NOT_REACHED]
        board.over(name, len(reached), made.passed)
        if snapshot and not self.engine.embedded and made.passed:
            self.images.keep(snapshot)
        return made

    def check_replaced(self, name: str, replaced: dict[str, str]) -> Record:
        """Check one lesson with some commands replaced (by step); nothing of it is kept."""
        assignment = self.assignment(name, starts_fresh(self.lessons[name]))
        return self.play(msgspec.structs.replace(assignment, replaced=replaced), lambda step: None)

    def play(self, assignment: Assignment, at: Board.At) -> Record:
        """Run the checks of a lesson as assigned, in a process of its own; returns what it wrote.

        `at` is told the id of each step that begins.
        """
        name, result = assignment.lesson, Path(assignment.result)
        log = result.with_name("pytest.log")
        assignment.save(result.with_name("assignment.json"))
        self._run_checks(self.lessons[name].check, result.with_name("assignment.json"), log, at)
        if not result.exists():
            tail = log.read_text(errors="replace").strip().splitlines()[-15:]
            broke = "the process that checks the lesson broke off:\n    " + "\n    ".join(tail)
            return self._empty(name, broke)
        made = load_record(result)
        if not made.steps and not made.error:
            return self._empty(name, f"{self.lessons[name].check} holds no check that ran")
        return made

    @staticmethod
    def pytest(check: str) -> list[str]:
        """The command that runs one file of checks. The assignment is named by the environment."""
        words = ["-q", "-s", "-p", "no:cacheprovider", "-p", "checks.lab.plugin", check]
        return [sys.executable, "-m", "pytest", *words]

    def _run_checks(self, check: str, assignment: Path, log: Path, at: Board.At) -> None:
        """Run pytest over one file of checks; `at` is told the id of each step that begins."""
        child = subprocess.Popen(
            self.pytest(check),
            cwd=ROOT,
            env={**os.environ, VARIABLE: str(assignment)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._children.append(child)
        assert child.stdout
        with log.open("w") as file:
            for line in child.stdout:
                file.write(line)
                if line.lstrip(".F").startswith("@"):
                    at(line.lstrip(".F").strip()[1:])
        child.wait()
        self._children.remove(child)

    def assignment(self, name: str, fresh: bool, snapshot: str = "") -> Assignment:
        """What the process that checks a lesson has to know, and a new folder for its record."""
        ground, route = self.ground, self.wanted.route
        folder = tempfile.mkdtemp(prefix=f"{name.replace('/', '-')}-", dir=self.run.folder)
        return Assignment(
            lesson=name,
            engine_url=self.engine.url,
            engine_kind=self.engine.kind,
            engine_name=self.engine.name,
            run=self.run.name,
            base=ground.base.name,
            image=ground.machine if fresh else ground.installed,
            stand_in=ground.stand_in,
            mirrors=ground.base.mirror,
            supply=ground.plan,
            inherited=() if fresh else self.inherited(),
            from_=None if fresh else route.lesson,
            package=(DEFAULT if fresh else route).package,
            snapshot=snapshot,
            then=ground.then if snapshot else (),
            store=self.wanted.store,
            keep=self.wanted.keep,
            result=str(Path(folder, "record.json")),
        )

    def inherited(self) -> tuple[str, ...]:
        """The hosts that were stood in for when Docker was installed on the machine's image."""
        hosts = self.wanted.route.hosts
        return tuple(host for host in self.ground.plan.stand_in if host in hosts)

    def _not_started(self, name: str) -> Record:
        return self._empty(
            name, f"not started: it starts from the machine of {self.first}, which failed"
        )

    def _empty(self, name: str, error: str) -> Record:
        """The record of a lesson of which nothing else is known than why it did not run."""
        machine = record.Machine(
            self.ground.base.name, "", "", "", "", "", "", self.engine.name, None
        )
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        supplied = record.Supply([], [])
        return Record(record.SCHEMA, name, "", when, "", 0.0, machine, supplied, [], error=error)


def seconds_taken(names: Iterable[str]) -> dict[str, float]:
    """How long each lesson took, as its newest record says; 0 where there is none."""
    took = dict.fromkeys(names, 0.0)
    with suppress(GuideError):  # a broken record is the gate's to name
        for one in sorted(load_records(), key=lambda one: one.when):
            if one.lesson in took:
                took[one.lesson] = one.seconds
    return took
