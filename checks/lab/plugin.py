"""The pytest plugin that checks one lesson: its checks in order, on one machine.

    def test_run_web(step, host):
        step.run()
        assert host.socket("tcp://0.0.0.0:8080").is_listening

A check's name is its step's. `step` runs the step as printed, in the shell that the earlier steps
left; `host` is the machine as testinfra sees it; `machine` does what a step cannot (hidden set-up).
A step that cannot be run says why: `@pytest.mark.not_run(zh="…", en="…")`, with `on="debian"`,
`on="ubuntu-22.04 ubuntu-24.04"`, `on="container"` (which has no kernel of its own) or
`on="containerd-store"` (forced by `--store`) where that is so on some systems only, and
`without="auth.docker.io"` where only the real host can answer.

`nox -s verify` starts one process with this plugin for each lesson. It writes the lesson's record.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import cast

import msgspec
import pytest
from testinfra.host import Host

from checks.guide import record
from checks.guide.check import MARKS
from checks.guide.lesson import Step, load_lesson
from checks.guide.normal import normal, without_tries
from checks.guide.problem import ROOT, shown
from checks.guide.record import Record, StepRecord, Supply, Texts
from checks.guide.state import State
from checks.guide.unordered import in_order
from checks.lab import backend
from checks.lab.engine import connect
from checks.lab.error import LabError
from checks.lab.ground import Assignment
from checks.lab.machine import Machine
from checks.lab.route import DEFAULT, starts_fresh
from checks.lab.run import alive, die_with_parent
from checks.lab.sandbox import Sandbox
from checks.lab.step_run import StepRun, UnexpectedExit
from checks.lab.terminal import MachineDied, StepError
from checks.lab.vm import VirtualMachine


def pytest_configure(config: pytest.Config) -> None:
    assignment = Assignment.given()
    if assignment is None:
        raise pytest.UsageError("checks need a machine to run on; use `nox -s verify`")
    die_with_parent()
    # Python took a while to start. If the run was over by then, nobody ends this process any more,
    # and what it writes would stay.
    if not alive(assignment.run):
        pytest.exit("the run that this lesson belongs to is over", returncode=1)
    config.pluginmanager.register(LessonPlugin(assignment), "lesson")


class LessonPlugin:
    """Runs the checks of one lesson and writes its record."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.ground = assignment.ground
        lesson = load_lesson(ROOT / "docs" / "lessons" / f"{assignment.lesson}.sh")
        self.steps = {step.test: step for step in lesson.steps}
        self.fresh = starts_fresh(lesson)
        """Whether it starts from the machine without Docker."""
        self.done: list[StepRecord] = []
        self.spans: dict[str, tuple[float, float]] = {}
        """When the command of each step that was run began and ended, in seconds since 1970."""
        self.base, self.facts = "", record.UNKNOWN
        """The machine's system without Docker, `debian-13`, and what it is."""
        self.ahead = 0.0
        """Seconds by which the clock of machine and stand-in is ahead of ours."""
        self.stood_in: list[str] = []
        self.warnings: list[str] = []
        self.error = ""
        self.kept = ""
        self.started = time.monotonic()
        self.machine_: Machine | None = None
        self.sandbox: Sandbox | None = None
        self._coming: Future[Machine] | None = None

    @property
    def failed(self) -> bool:
        """Whether a step failed, or what is around the steps."""
        return bool(self.error) or any(step.state is State.FAILED for step in self.done)

    def pytest_configure(self, config: pytest.Config) -> None:
        for name, says in MARKS.items():
            config.addinivalue_line("markers", f"{name}{says}")

    @pytest.fixture(scope="session")
    def machine(self) -> Iterator[Machine]:
        """The lesson's machine, started for it."""
        assert self._coming
        self.machine_ = self._coming.result()
        self.warnings += [
            f"unit {unit} failed while the machine started" for unit in self.machine_.failed_units
        ]
        self.base, self.facts = self.machine_.facts()
        self.ahead = self.machine_.ahead()
        self.machine_.check_storage(self.facts.store)
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
        return record.version(self.facts.docker)

    @pytest.fixture
    def containerd_store(self, machine: Machine) -> bool:
        """Whether Docker on the machine keeps its images in containerd's store."""
        return machine.containerd_store()

    @pytest.fixture
    def supply(self) -> Supply:
        """Which hosts are real in this run, for the few checks to which it matters."""
        return self.ground.plan

    @pytest.fixture
    def step(self, request: pytest.FixtureRequest, machine: Machine) -> StepRun:
        """The step of this check."""
        printed = self.steps[request.function.__name__]
        command = self.assignment.replaced.get(printed.id, printed.command)
        finds_its_way = re.match(r'cd "?[$~/]', printed.command) is not None
        return StepRun(dataclasses.replace(printed, command=command), machine, finds_its_way)

    def pytest_collection(self) -> None:
        """Start the machine, which takes longer than finding the checks."""
        pool = ThreadPoolExecutor(1)
        self._coming = pool.submit(self._start)
        pool.shutdown(wait=False)

    def _start(self) -> Machine:
        wanted, ground = self.assignment, self.ground
        engine = connect(wanted.engine_url, Path(wanted.result).parents[1])
        self.sandbox = Sandbox(engine, wanted.run, ground.plan, ground.stand_in, ground.store)
        image = ground.machine if self.fresh else ground.installed
        if ground.beside:
            return VirtualMachine(self.sandbox, image, ground.beside)
        return Machine(self.sandbox, image)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """For somebody who looks around: the machine as the first step finds it, and no step."""
        if not self.assignment.hold:
            return None
        item = session.items[0]
        try:
            session._setupstate.setup(item)  # the fixtures of the whole file prepare the machine
            item._request._fillfixtures()  # type: ignore[attr-defined]
        except Exception:
            self.error = self._explained(pytest.ExceptionInfo.from_current())
        else:
            assert self.machine_
            print(f"@{self.machine_.container.name}", flush=True)
            sys.stdin.read()
        session._setupstate.teardown_exact(None)
        return True

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
        self.done.append(_made(self.steps[item.name], State.NOT_REACHED))
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Leave out a step that says that it is not run here."""
        mark = pyfuncitem.get_closest_marker("not_run")
        if mark is None:
            return None
        kind = "vm" if self.ground.beside else "container"
        named = {self.base, self.base.partition("-")[0], kind, f"{self.ground.store}-store"}
        if (on := mark.kwargs.get("on")) and named.isdisjoint(on.split()):
            return None
        if (host := mark.kwargs.get("without")) is not None:
            plan = self.ground.plan
            assert host in plan.live + plan.stand_in, f'no service answers under the name "{host}"'
            if host in plan.live:
                return None
        why = Texts(mark.kwargs["zh"], mark.kwargs["en"])
        self.done.append(_made(self.steps[pyfuncitem.name], State.NOT_RUN, why=why))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Function, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        """Record a step that was run; one that is left out is noted already."""
        report: pytest.TestReport = yield  # type: ignore[assignment]
        if report.when == "call" and self.steps[item.name].id not in {one.id for one in self.done}:
            self._record(item, call)
        elif call.excinfo and report.failed:
            self.error = self._explained(call.excinfo)
        return report  # type: ignore[return-value]

    def _record(self, item: pytest.Function, call: pytest.CallInfo[None]) -> None:
        run = cast("StepRun | None", item.funcargs.get("step"))
        result = run.result if run else None
        failure = ""
        if call.excinfo is not None:
            failure = self._explained(call.excinfo)
            if isinstance(call.excinfo.value, StepError):
                result = call.excinfo.value.result
        elif result is None:
            failure = f"the check {item.name} passed without running its step"
        made = _made(self.steps[item.name], State.FAILED if failure else State.RUN, failure=failure)
        if run and result:
            mirrors = self.ground.base.mirror
            stdout = normal(str(result.stdout), mirrors, run.hide)
            stderr = str(result.stderr)
            if result.exit == 0 and "--retry" in run.step.command:
                stderr = without_tries(stderr)
            made = msgspec.structs.replace(
                made,
                exit=result.exit,
                seconds=round(result.seconds, 2),
                stdout=_lines(in_order(stdout) if run.unordered else stdout),
                stderr=_lines(normal(stderr, mirrors, run.hide)),
                cut=result.stdout.cut + result.stderr.cut,
            )
        if run and run.span:
            self.spans[made.id] = run.span
        self.done.append(made)

    def _explained(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """What failed, for a person: no traceback, but the check's line where one judged."""
        error = excinfo.value
        if isinstance(error, StepError):
            state = self.machine_.state() if self.machine_ else "gone"
            return f"{error}" + (f" (the machine is {state})" if state != "running" else "")
        crash = excinfo._getreprcrash()
        if crash is None or isinstance(error, LabError | UnexpectedExit):
            return str(error) or type(error).__name__
        where = shown(Path(crash.path), ROOT)
        lines = crash.message.removeprefix("AssertionError: ").splitlines()
        said = "\n".join(line for line in lines if line.strip() and "Use -v" not in line)
        return f"{said}\n  at {where}:{crash.lineno}"

    def _conclude(self, machine: Machine) -> None:
        """Ask the machine and the stand-in what they know, then keep or leave them."""
        # What a lesson started from is what its system is called after. A machine without Docker
        # is named after the Docker that the lesson put there. (A step may have ended the machine,
        # which still says "running" while it goes down.)
        if not self.facts.docker:
            with contextlib.suppress(MachineDied):
                self.base, self.facts = machine.facts()
        self._judge_supply()
        if self.assignment.snapshot and not self.failed:
            # The guide goes on with these before other lessons start from this machine.
            for command in self.ground.then:
                done = machine.terminal.run(command)
                if done.exit:
                    self.error = f"what follows it in the guide failed: {command}\n{done.text}"
                    break
            else:
                machine.snapshot(self.ground.installed)
        if self.failed and self.assignment.keep:
            self.kept = machine.container.name or ""
        else:
            machine.sandbox.leave()

    def _judge_supply(self) -> None:
        """A step during which a stand-in answered is marked so, by the stand-in's own log."""
        answers = self.sandbox.answers() if self.sandbox else []
        hosts = {answer.host for answer in answers}
        if not self.fresh:  # what Docker itself came from
            hosts |= {*self.ground.route.hosts}
        self.stood_in = sorted(hosts & {*self.ground.plan.stand_in})
        for nth, step in enumerate(self.done):
            began, ended = (at + self.ahead for at in self.spans.get(step.id, (0.0, 0.0)))
            if step.state is State.RUN and any(began <= one.at <= ended for one in answers):
                self.done[nth] = msgspec.structs.replace(step, state=State.STAND_IN)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Iterator[None]:
        """Write it all down: last, when pytest has taken the machine down.

        Where a step failed, a check's clean-up often fails too, and is not what has to be told.
        """
        try:
            yield
        except Exception:
            if not self.failed:
                self.error = self._explained(pytest.ExceptionInfo.from_current())
        if self._coming and not self.machine_:  # nobody asked for it: no check could be collected
            self._coming.exception()
            if self.sandbox:
                self.sandbox.leave()
        self.made().save(Path(self.assignment.result))

    def made(self) -> Record:
        """The record of what has happened so far."""
        wanted, facts, ground = self.assignment, self.facts, self.ground
        route = DEFAULT if self.fresh else ground.route
        archive = "apt archive of the host" if ground.base.mirror else "apt archive"
        return Record(
            schema=record.SCHEMA,
            lesson=wanted.lesson,
            system=system_name(
                self.base + "-vm" * bool(ground.beside),
                route.package,
                facts.docker,
                facts.store,
                "stand-in" if self.stood_in else "live",
            ),
            when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            commit=commit(),
            seconds=round(time.monotonic() - self.started, 1),
            machine=msgspec.structs.replace(
                facts,
                base=ground.base.name,
                engine=wanted.engine_name,
                from_=None if self.fresh else route.lesson,
            ),
            supply=record.Supply([archive], self.stood_in),
            steps=self.done,
            error=self.error,
            warnings=self.warnings,
            kept=self.kept,
        )


def system_name(base: str, package: str, docker: str, driver: str, supply: str) -> str:
    """What a lesson ran on, as a name: `debian-13_docker-26.1_stand-in`.

    The same version of Docker from Docker's repository and from the distribution are two systems. A
    lesson that installs Docker itself is the same one, whichever route the others take. Where
    Docker keeps images in another way than this version does after a fresh installation, the name
    says so.
    """
    version = ".".join(docker.split(".")[:2]) or "none"
    usual = "overlayfs" if record.version(docker) >= (29,) else "overlay2"
    if driver not in ("", usual):
        version += f"-{driver}"
    return f"{base}_{package}-{version}_{supply}"


def _made(step: Step, state: State, why: Texts | None = None, failure: str = "") -> StepRecord:
    return StepRecord(id=step.id, hash=step.hash, state=state, why=why, failure=failure)


def _lines(text: str) -> list[str]:
    """An output as a record keeps it: lines, none for an empty one."""
    return text.split("\n") if text else []


def commit() -> str:
    """The commit that is checked out; `unknown` outside of a repository."""
    words = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
