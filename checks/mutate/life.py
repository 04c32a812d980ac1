"""The process in which a lesson's mutants live: pytest, with a loop of its own.

    python -m pytest -s -p checks.mutate.life checks/test_index.py

It collects the checks once and then forks: each child is one life, with one machine. A life plays
the lesson from its beginning. Before a step it asks (one JSON line on standard output, the answer
on standard input) what to do there: run the step as it is printed, or a mutant of it. After a
mutant it looks whether the machine is as it was; if it is, it asks again, otherwise the life ends.
So what a mutant broke is never there when the next one is judged, nor what a check kept in a
module's variables.

A mutant that its own step's check lets pass is played to the lesson's end, because a later check
may see it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Literal, cast

import pytest
from docker.errors import DockerException, NotFound
from requests.exceptions import RequestException

from checks.guide.problem import ROOT
from checks.lab.assignment import Assignment
from checks.lab.machine import Machine
from checks.lab.plugin import _NOT_RUN, LessonPlugin
from checks.lab.run import die_with_parent
from checks.lab.step_run import StepRun
from checks.lab.terminal import StepError, StepTimeout
from checks.mutate import probe

MARK = "\x1e"
"""Begins a line that is meant for the one who started this process."""

_SETUP_LIMIT = 120.0


class TimeUp(BaseException):
    """The check has used up its time. Not an Exception: no check can swallow it."""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How a check ended."""

    passed: bool
    why: str = ""
    time_up: bool = False
    ran: bool = True
    """Whether the step itself was run; a check that failed before proves nothing."""
    lab: bool = False
    """Whether the lab failed, and not the step."""
    seconds: float = 0.0


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    assignment = Assignment.given()
    if assignment is None:
        raise pytest.UsageError("mutants need a machine to live on; use `nox -s mutate`")
    config.pluginmanager.register(LifePlugin(assignment), "lesson")


class LifePlugin(LessonPlugin):
    """Plays a lesson with mutants, as often as it is asked to."""

    # -- talking -------------------------------------------------------------------------------

    def tell(self, **what: Any) -> None:
        sys.stdout.flush()
        os.write(1, f"{MARK}{json.dumps(what)}\n".encode())

    def ask(self, **what: Any) -> dict[str, Any]:
        """Ask and wait. Read byte by byte: the next line may be for another process."""
        self.tell(**what)
        line = bytearray()
        while not line.endswith(b"\n"):
            byte = os.read(0, 1)
            if not byte:
                os._exit(0)
            line += byte
        answer: dict[str, Any] = json.loads(line)
        return answer

    # -- lives ---------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Bring forth one life after the other."""
        items = [cast(pytest.Function, item) for item in session.items]
        if session.testsfailed or not items:
            self.tell(error="the checks cannot be collected; see what nox -s verify says")
            return True
        while self.ask(ask="life")["go"]:
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                die_with_parent()
                signal.signal(signal.SIGALRM, _time_up)
                try:
                    self._live(items)
                except BaseException:
                    traceback.print_exc()
                finally:
                    self._bury(items[0])
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(0)
            os.waitpid(child, 0)
        return True

    def _live(self, items: list[pytest.Function]) -> None:
        """Play the lesson once, until it ends or the machine is no longer as it should be."""
        for number, item in enumerate(items):
            if not self._step(item, items[number + 1 :]):
                return

    def _step(self, item: pytest.Function, following: list[pytest.Function]) -> bool:
        """Play one step: its mutants, then the step itself. Returns whether to go on."""
        step = self.steps[item.name]
        if self.ask(ask="enter", step=step.id)["skip"]:
            return True
        broken = self._setup(item)
        if broken:
            self.tell(broken=step.id, why=broken)
            return False
        before: probe.Look | None = None
        memory: probe.ShellMemory | None = None
        while True:
            order = self.ask(ask="step", step=step.id)
            if order["do"] == "end":
                return False
            if order["do"] == "original":
                return self._original(item, order)
            if before is None or memory is None:
                before, memory = self._look(item)
            if not self._mutant(item, order, following, before):
                return False
            with suppress(StepError):
                memory.restore(self._machine().terminal)

    def _original(self, item: pytest.Function, order: dict[str, Any]) -> bool:
        step = self.steps[item.name]
        before = self._look(item)[0] if order.get("look") else None
        verdict = self._call(item, order.get("limit"))
        if not verdict.passed:
            self.tell(broken=step.id, why=verdict.why)
            return False
        if before is not None:
            not_run = bool(item.stash.get(_NOT_RUN, False))
            still = not probe.differences(before, self._look(item)[0])
            self.tell(passed=step.id, seconds=verdict.seconds, still=still, run=not not_run)
        self._teardown(item)
        return True

    def _mutant(
        self,
        item: pytest.Function,
        order: dict[str, Any],
        following: list[pytest.Function],
        before: probe.Look,
    ) -> bool:
        """Judge one mutant. Returns whether the machine may take another."""
        original = self.steps[item.name]
        self.steps[item.name] = dataclasses.replace(original, command=order["command"])
        # The step was handed out at set-up; it gets the mutant's command now.
        run = cast("StepRun | None", item.funcargs.get("step"))
        if run is not None:
            run.step = self.steps[item.name]
        try:
            verdict = self._call(item, order["limit"])
        finally:
            self.steps[item.name] = original
        done = {"done": order["id"], "by": original.id, "seconds": verdict.seconds}
        if verdict.lab or not (verdict.passed or verdict.ran):
            self.tell(**done, outcome="broken", why=verdict.why)
            return False
        if verdict.time_up:
            self.tell(**done, outcome="time", why=verdict.why)
            return False
        if not verdict.passed:
            self.tell(**done, outcome="killed", why=verdict.why)
        # Where the step itself changes nothing, a mutant that changes nothing either is the same
        # to every later step.
        if not verdict.passed or order["still"]:
            changed = self._changed(item, before)
            if changed:
                self.tell(changed=order["id"], where=changed)
            elif verdict.passed:
                self.tell(**done, outcome="survived", why="")
            if not verdict.passed or not changed:
                return not changed
        self._teardown(item)
        self._later(done, following, order["limits"])
        return False

    def _later(
        self, done: dict[str, Any], following: list[pytest.Function], limits: dict[str, float]
    ) -> None:
        """Play the rest of the lesson on what a mutant left behind."""
        for item in following:
            step = self.steps[item.name]
            why = self._setup(item)
            verdict = Verdict(False, why) if why else self._call(item, limits.get(step.id))
            if verdict.lab:
                self.tell(**done, outcome="broken", why=verdict.why)
                return
            if not verdict.passed:
                self.tell(**{**done, "by": step.id}, outcome="later", why=verdict.why)
                return
            self._teardown(item)
        self.tell(**done, outcome="survived", why="")

    # -- pytest's phases -----------------------------------------------------------------------

    def _setup(self, item: pytest.Function) -> str:
        """Set an item up, also a second time. Returns what went wrong."""
        item._initrequest()
        call = self._phase("setup", item, _SETUP_LIMIT)
        return self._explained(call.excinfo) if call.excinfo else ""

    def _teardown(self, item: pytest.Function) -> None:
        """Take down what belongs to the item alone."""
        self._phase("teardown", item, _SETUP_LIMIT)

    def _call(self, item: pytest.Function, limit: float | None) -> Verdict:
        """Run the check itself."""
        call = self._phase("call", item, limit)
        run = cast("StepRun | None", item.funcargs.get("step"))
        if call.excinfo is None:
            not_run = item.stash.get(_NOT_RUN, False)
            ran = run is not None and run.result is not None
            if not ran and not not_run:
                return Verdict(False, "the check passed without running its step", ran=False)
            return Verdict(True, seconds=call.duration)
        error = call.excinfo.value
        if isinstance(error, TimeUp):
            why = f"the check was still busy after {limit:.0f} s"
            return Verdict(False, why, time_up=True, seconds=call.duration)
        ran = isinstance(error, StepError) or (run is not None and run.result is not None)
        return Verdict(
            False,
            self._explained(call.excinfo),
            time_up=isinstance(error, StepTimeout),
            ran=ran,
            lab=isinstance(error, (DockerException, RequestException, KeyboardInterrupt)),
            seconds=call.duration,
        )

    def _phase(
        self, when: Literal["setup", "call", "teardown"], item: pytest.Function, limit: float | None
    ) -> pytest.CallInfo[None]:
        def work() -> None:
            with _at_most(limit):
                if when == "setup":
                    item.ihook.pytest_runtest_setup(item=item)
                elif when == "call":
                    item.ihook.pytest_runtest_call(item=item)
                else:
                    # The next one has the same parents: only the item itself is taken down.
                    item.ihook.pytest_runtest_teardown(item=item, nextitem=item.parent)

        return pytest.CallInfo.from_call(work, when)

    def _bury(self, item: pytest.Function) -> None:
        """Take everything down at once, whatever became of it: a run needs hundreds of machines."""
        try:
            with _at_most(_SETUP_LIMIT):
                item.ihook.pytest_runtest_teardown(item=item, nextitem=None)
                for machine in self.site.machines if self.site else []:
                    machine.terminal.close()
        except BaseException:
            traceback.print_exc()
        if self.site is not None:
            network = self.site.network
            there = self.site.engine.client.containers.list(
                all=True, filters={"network": str(network.id)}, ignore_removed=True
            )
            for container in there:
                with suppress(NotFound):
                    container.remove(force=True, v=True)
            with suppress(NotFound):
                network.remove()

    # -- the machine ---------------------------------------------------------------------------

    def _machine(self) -> Machine:
        assert self.machine_ is not None
        return self.machine_

    def _look(self, item: pytest.Function) -> tuple[probe.Look, probe.ShellMemory]:
        assert self.site is not None
        return probe.look(self.site, self._about(item), item.module)

    def _about(self, item: pytest.Function) -> list[str]:
        lesson = ROOT / "docs" / "lessons" / f"{self.assignment.lesson}.sh"
        checks = Path(str(item.module.__file__))
        return probe.subjects(lesson.read_text("utf-8") + checks.read_text("utf-8"))

    def _changed(self, item: pytest.Function, before: probe.Look) -> str:
        """How the machine differs from `before`, once the item is set up again; empty if not."""
        self._teardown(item)
        try:
            with _at_most(_SETUP_LIMIT):
                broken = self._setup(item)
                if broken:
                    return broken
                after, _ = self._look(item)
                found = probe.differences(before, after)
                if found and probe.passing(found):
                    time.sleep(0.3)
                    after, _ = self._look(item)
        except (StepError, DockerException, RequestException, TimeUp, OSError) as error:
            return f"{type(error).__name__}: {error}"
        return probe.explained(before, after)

    def _conclude(self, machine: Machine) -> None:
        """Nothing to ask the machine at its end; `_bury` takes it away."""

    def pytest_sessionfinish(self) -> None:
        """Nothing to write down: all was told."""


def _time_up(number: int, frame: FrameType | None) -> None:
    raise TimeUp


@contextmanager
def _at_most(limit: float | None) -> Iterator[None]:
    """Raise TimeUp in the block after `limit` seconds, and again, should something swallow it."""
    if limit is None:
        yield
        return
    before = signal.setitimer(signal.ITIMER_REAL, limit, 5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)
