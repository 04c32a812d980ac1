"""What a run has to say at its end: failures, differences from the record, a table."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from rich.table import Table

from checks.guide.lesson import LANGUAGES, Lesson, Step
from checks.guide.problem import ROOT, GuideError, Problem
from checks.guide.record import Machine, Record, StepRecord, Supply, Why, differences
from checks.guide.state import State
from checks.lab import cache
from checks.lab.assignment import LessonOutcome, StepOutcome
from checks.lab.engine import Engine
from checks.lab.progress import console, say
from checks.lab.route import DEFAULT, Route, starts_fresh

if TYPE_CHECKING:
    from checks.lab.verify import Verification

_TAIL = 12
"""Lines of output that a failure shows."""


def system(lesson: Lesson, outcome: LessonOutcome, route: Route) -> str:
    """What a lesson ran on, as a name: `debian-13_docker-26.1_stand-in`.

    The same version of Docker from Docker's repository and from the distribution are two systems.
    A lesson that installs Docker itself is the same one, whichever route the others take.
    """
    facts = outcome.facts
    docker = (DEFAULT if starts_fresh(lesson) else route).package
    version = ".".join(facts["docker"].split(".")[:2]) or "none"
    state = "stand-in" if any(step.stand_in for step in outcome.steps) else "live"
    return f"{facts['id']}-{facts['version']}_{docker}-{version}_{state}"


def records(verification: Verification, outcomes: dict[str, LessonOutcome]) -> dict[str, Record]:
    """A record of each lesson that passed whole; a part of a lesson is never recorded."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    now = commit()
    return {
        name: _record(verification, verification.lessons[name], outcome, when, now)
        for name, outcome in outcomes.items()
        if outcome.passed
    }


def _record(
    verification: Verification, lesson: Lesson, outcome: LessonOutcome, when: str, commit: str
) -> Record:
    facts = outcome.facts
    stood_in = any(step.stand_in for step in outcome.steps)
    live = ["apt archive of the host"] if verification.base.mirror else ["apt archive"]
    return Record(
        lesson.name,
        system(lesson, outcome, verification.route),
        when,
        commit,
        Machine(
            verification.base.name,
            facts["os"],
            facts["kernel"],
            facts["arch"],
            facts["docker"],
            facts["containerd"],
            facts["compose"],
            verification.engine_name,
            None if starts_fresh(lesson) else verification.route.lesson,
        ),
        Supply(State.STAND_IN if stood_in else State.LIVE, tuple(live), tuple(outcome.stood_in)),
        tuple(_step(step, done) for step, done in zip(lesson.steps, outcome.steps, strict=True)),
    )


def _step(step: Step, done: StepOutcome) -> StepRecord:
    if done.outcome == "not run":
        assert done.why
        return StepRecord(step.id, step.hash, State.NOT_RUN, None, 0.0, "", "", 0, Why(**done.why))
    state = State.STAND_IN if done.stand_in else State.LIVE
    return StepRecord(
        step.id, step.hash, state, done.exit, done.seconds, done.stdout, done.stderr, done.cut, None
    )


def print_report(
    verification: Verification,
    outcomes: dict[str, LessonOutcome],
    made: dict[str, Record],
    write: bool,
    seconds: float,
) -> bool:
    """Print everything; write the records if asked to. Returns whether all went well."""
    for name, outcome in outcomes.items():
        _print_failures(verification.lessons[name], outcome, verification.route)
    changed = _differences(made)
    if write:
        for record in made.values():
            say(f"  ✓ Recorded {record.save().relative_to(ROOT)}")
    elif changed:
        say("\nDifferent from the record:")
        for line in changed:
            say(f"  {line}")
        say("Write it into docs/records/ with: nox -s verify -- --record")
    _print_table(outcomes, seconds)
    good = bool(outcomes) and all(outcome.passed for outcome in outcomes.values())
    if write and len(made) < len(outcomes):
        say("Lessons that did not pass whole were not recorded.")
    return good


def _differences(made: dict[str, Record]) -> list[str]:
    lines: list[str] = []
    for name, record in made.items():
        path = record.path()
        if not path.exists():
            lines.append(f"{name}: no record yet on {record.system}")
            continue
        try:
            lines += differences(Record.load(path), record)
        except GuideError as error:
            lines += str(error).splitlines()
    return lines


def _print_failures(lesson: Lesson, outcome: LessonOutcome, route: Route) -> None:
    for warning in outcome.warnings:
        say(f"  ! {lesson.name}: {warning}")
    for step, done in zip(lesson.steps, outcome.steps, strict=False):
        if done.outcome == "failed":
            say("\n" + failure(step, done, outcome, route))
    if outcome.error:
        first, *rest = outcome.error.splitlines()
        say("\n" + "\n".join([f'{lesson.path}:1: lesson "{lesson.name}": {first}', *rest]))
        _annotate(Problem(lesson.path, 1, outcome.error))


def failure(step: Step, done: StepOutcome, outcome: LessonOutcome, route: Route) -> str:
    """A failed step: what, where, the command, what it printed, where it is shown, what next."""
    facts = outcome.facts
    docker = facts.get("docker")
    name = facts.get("os", "").split(" (")[0].replace(" GNU/Linux", "")
    where = [
        name,
        f"Docker {docker}" if docker else "no Docker",
        "stand-in" if done.stand_in else "live",
    ]
    first, *more = done.failure.splitlines()
    output = (done.stdout + done.stderr).rstrip().splitlines()
    if len(output) > _TAIL:
        output = [f"[{len(output) - _TAIL} lines before]", *output[-_TAIL:]]
    lines = [f'{step.path}:{step.line}: step "{step.id}" {first}   [{", ".join(where)}]']
    lines += [f"    {line}" for line in step.command.splitlines()]
    lines += [f"    | {line}" for line in output]
    lines += more
    shown = [f"{path}:{line}" for path, line in shown_at(step)]
    if shown:
        lines.append(f"shown at {', '.join(shown)}")
    lines.append(f"again: nox -s verify -- {step.lesson}{route.option}")
    _annotate(Problem(step.path, step.line, f'step "{step.id}" {done.failure}'))
    return "\n".join(lines)


def shown_at(step: Step) -> list[tuple[str, int]]:
    """The lines of the pages that show a step."""
    call = re.compile(rf"""step\(\s*["']{re.escape(step.key)}["']""")
    found = []
    for language in LANGUAGES:
        for path in sorted((ROOT / "docs" / language).glob("**/*.md")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if call.search(line):
                    found.append((path.relative_to(ROOT).as_posix(), number))
    return found


def _annotate(problem: Problem) -> None:
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(problem.annotation, flush=True)


def _print_table(outcomes: dict[str, LessonOutcome], seconds: float) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("lesson", no_wrap=True)
    for column in ("steps", "live", "stand-in", "not run", "failed", "not reached", "seconds"):
        table.add_column(column, justify="right", no_wrap=True)
    total = [0] * 6
    for name, outcome in outcomes.items():
        steps = outcome.steps
        passed = [step for step in steps if step.outcome == "passed"]
        row = [
            len(steps),
            sum(not step.stand_in for step in passed),
            sum(step.stand_in for step in passed),
            sum(step.outcome == "not run" for step in steps),
            sum(step.outcome == "failed" for step in steps) + bool(outcome.error),
            sum(step.outcome == "not reached" for step in steps),
        ]
        total = [a + b for a, b in zip(total, row, strict=True)]
        table.add_row(name, *map(str, row), f"{outcome.seconds:.1f}")
    table.add_section()
    table.add_row("all", *map(str, total), f"{seconds:.1f}")
    say("")
    console.print(table)


def enter(engine: Engine, machine: str) -> str:
    """The command that opens a shell in a machine that was kept."""
    client = shutil.which("docker") or next(
        (str(path) for path in cache.folder().glob("engine/*/root/usr/bin/docker")), "docker"
    )
    return f"{client} --host {engine.url} exec --interactive --tty {machine} su --login reader"


def commit() -> str:
    """The commit that is checked out, marked where the tree differs from it."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    # The records themselves do not count: writing them is what a recording run is for.
    dirty = git("status", "--porcelain", "--", ".", ":!docs/records")
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + ("-changed" if dirty else "")
