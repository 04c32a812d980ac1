"""How a lesson is checked: pytest runs its checks in order, on one machine.

    def test_run_web(step, host):
        step.run()
        assert host.socket("tcp://0.0.0.0:8080").is_listening

A check's name is its step's. `step` runs the step as printed, in the shell that the earlier steps
left; `host` is the machine as testinfra sees it; `machine` does what a step cannot (hidden set-up).
A step that cannot be run says why: `@pytest.mark.not_run(zh="…", en="…")`, with `on="debian"` where
that is so on one system only, and `without="auth.docker.io"` where only the real host can answer.

`nox -s verify` starts one such process for each lesson.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.output import settled
from checks.guide.problem import ROOT, GuideError
from checks.lab import backend
from checks.lab.assignment import Assignment, LessonOutcome, StepOutcome
from checks.lab.engine import connect
from checks.lab.error import LabError
from checks.lab.machine import Machine, Site
from checks.lab.run import die_with_parent
from checks.lab.step_run import StepRun, UnexpectedExit
from checks.lab.supply import Supply
from checks.lab.terminal import STEP_LIMIT, MachineDied, StepError

_NOT_RUN = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "not_run(zh, en, on=None, without=None): the step is not run, because …"
    )
    assignment = Assignment.given()
    if assignment is None:
        raise pytest.UsageError("checks need a machine to run on; use `nox -s verify`")
    die_with_parent()
    if not config.pluginmanager.has_plugin("lesson"):  # `nox -s mutate` brings its own
        config.pluginmanager.register(LessonPlugin(assignment), "lesson")


class LessonPlugin:
    """Runs the checks of one lesson and writes down what became of each step."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        lesson = load_lesson(ROOT / "docs" / "lessons" / f"{assignment.lesson}.sh")
        self.steps = {step.test: step for step in lesson.steps}
        self.outcome = LessonOutcome(assignment.lesson)
        self.ended: list[float] = []
        self.started = time.monotonic()
        self.machine_: Machine | None = None
        self.site: Site | None = None
        self.failed = False

    # -- fixtures ------------------------------------------------------------------------------

    @pytest.fixture(scope="session")
    def machine(self) -> Iterator[Machine]:
        """The lesson's machine, started for it."""
        wanted = self.assignment
        engine = connect(wanted.engine_url, wanted.engine_kind)
        self.site = Site(engine, wanted.run, wanted.supply, wanted.stand_in)
        self.machine_ = Machine(self.site, wanted.image)
        self.outcome.warnings += [
            f"unit {unit} failed while the machine started" for unit in self.machine_.failed_units
        ]
        facts = self.machine_.facts()
        self.machine_.check_storage(facts)
        self.outcome.facts = dataclasses.asdict(facts)
        yield self.machine_
        self._conclude(self.machine_)

    @pytest.fixture
    def host(self, machine: Machine) -> Host:
        """The machine as testinfra sees it."""
        return backend.host(machine)

    @pytest.fixture
    def docker_version(self, machine: Machine) -> tuple[int, ...]:
        """Docker's version on the machine when the lesson began, such as (28, 5, 2): for the few
        checks to which it matters."""
        return tuple(map(int, self.outcome.facts["docker"].split(".")))

    @pytest.fixture
    def supply(self) -> Supply:
        """Which hosts are real in this run, for the few checks to which it matters."""
        return self.assignment.supply

    @pytest.fixture
    def step(self, request: pytest.FixtureRequest, machine: Machine) -> StepRun:
        """The step of this check."""
        return StepRun(self.steps[request.function.__name__], machine)

    # -- running -------------------------------------------------------------------------------

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The lesson's order; the gate has made sure that checks and steps pair up."""
        order = list(self.steps)
        items.sort(key=lambda item: order.index(item.name) if item.name in order else -1)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """After a failure, the rest of the lesson is not reached: never passed, never skipped."""
        if not self.failed:
            print(f"@{self.steps[item.name].id}", flush=True)
            return None
        self.outcome.steps.append(StepOutcome(self.steps[item.name].id, "not reached"))
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Leave out a step that says that it is not run here."""
        mark = pyfuncitem.get_closest_marker("not_run")
        if mark is None or mark.kwargs.get("on") not in (None, self.outcome.facts["id"]):
            return None
        if (host := mark.kwargs.get("without")) is not None:
            plan = self.assignment.supply
            assert host in plan.live + plan.stand_in, f'no service answers under the name "{host}"'
            if host in plan.live:
                return None
        why = {language: mark.kwargs[language] for language in ("zh", "en")}
        self._ends(StepOutcome(self.steps[pyfuncitem.name].id, "not run", why=why))
        pyfuncitem.stash[_NOT_RUN] = True
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
        item: pytest.Function,
        call: pytest.CallInfo[None],
    ) -> Iterator[None]:
        report: pytest.TestReport = yield  # type: ignore[assignment]
        if report.when == "call" and not item.stash.get(_NOT_RUN, False):
            self._record(item, call)
        elif report.failed:
            self.failed = True
            self.outcome.error = self._explained(call.excinfo)
        return report  # type: ignore[return-value]

    def _record(self, item: pytest.Function, call: pytest.CallInfo[None]) -> None:
        run = cast("StepRun | None", item.funcargs.get("step"))
        done = StepOutcome(self.steps[item.name].id, "passed")
        if call.excinfo is not None:
            done.failure = self._explained(call.excinfo)
        elif run is None or run.result is None:
            done.failure = f"the check {item.name} passed without running its step"
        result = run.result if run else None
        if call.excinfo is not None and isinstance(call.excinfo.value, StepError):
            result = call.excinfo.value.result
        if result is not None and run is not None:
            done.exit, done.seconds = result.exit, result.seconds
            mirrors = self.assignment.mirrors
            done.stdout = settled(str(result.stdout), mirrors, run.hide)
            done.stderr = settled(str(result.stderr), mirrors, run.hide)
            done.cut = result.stdout.cut + result.stderr.cut
        if done.failure:
            done.outcome = "failed"
            self.failed = True
        self._ends(done)

    def _ends(self, step: StepOutcome) -> None:
        self.outcome.steps.append(step)
        self.ended.append(time.time())

    def _explained(self, excinfo: pytest.ExceptionInfo[BaseException] | None) -> str:
        """What failed, for a person: no traceback, but the check's line where one judged."""
        if excinfo is None:
            return "failed"
        error = excinfo.value
        if isinstance(error, StepError):
            state = self.machine_.state() if self.machine_ else "gone"
            more = "" if state == "running" else f" (the machine is {state})"
            return f"{error}{more}"
        if isinstance(error, LabError):
            return str(error)
        crash = excinfo._getreprcrash()
        if crash is None:
            return f"{type(error).__name__}: {error}"
        path = Path(crash.path)
        where = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        if isinstance(error, UnexpectedExit):
            return str(error)
        lines = crash.message.removeprefix("AssertionError: ").splitlines()
        said = "\n".join(line for line in lines if line.strip() and "Use -v" not in line)
        return f"{said}\n  at {where}:{crash.lineno}"

    # -- the end -------------------------------------------------------------------------------

    def _conclude(self, machine: Machine) -> None:
        """Ask the machine and the stand-in what they know, then keep or leave them."""
        # A step may have ended the machine, which still says "running" while it goes down.
        with contextlib.suppress(MachineDied):
            facts = dataclasses.asdict(machine.facts())
            known = self.outcome.facts
            self.outcome.facts = {name: facts[name] or known[name] for name in facts}
        self._judge_supply()
        if self.assignment.snapshot and not self.failed and self._go_on(machine):
            machine.snapshot(self.assignment.snapshot)
        if self.failed and self.assignment.keep:
            self.outcome.machine = machine.container.name or ""
        else:
            machine.site.leave()

    def _go_on(self, machine: Machine) -> bool:
        """Run what the guide goes on with before other lessons start from this machine."""
        for command in self.assignment.then:
            done = machine.terminal.run(command, STEP_LIMIT)
            if done.exit:
                self.outcome.error = f"what follows it in the guide failed: {command}\n{done.text}"
                self.failed = True
                return False
        return True

    def _judge_supply(self) -> None:
        """A step is live while everything it used was real, and never again after."""
        answers = self.site.answers() if self.site else []
        hosts = {answer.host for answer in answers} & set(self.assignment.supply.stand_in)
        self.outcome.stood_in = sorted(hosts | set(self.assignment.inherited))
        first = min((answer.at for answer in answers), default=float("inf"))
        for step, ended in zip(self.outcome.steps, self.ended, strict=False):
            step.stand_in = bool(self.assignment.inherited) or first <= ended

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write it all down: last, when pytest has taken the machine down."""
        self.outcome.seconds = time.monotonic() - self.started
        self.outcome.save(Path(self.assignment.result))


def pytest_exception_interact(call: pytest.CallInfo[None]) -> None:
    """A lesson that cannot be read is told as such."""
    if call.excinfo is not None and isinstance(call.excinfo.value, GuideError):
        print(call.excinfo.value)
