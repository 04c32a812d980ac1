"""What a run has to say at its end: failures, differences from the record, a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress

import msgspec
from rich.table import Table

from checks.guide.difference import differences, merged
from checks.guide.lesson import LANGUAGES, Lesson, Step
from checks.guide.problem import ROOT, GuideError, Problem
from checks.guide.record import Record, StepRecord, load_record, load_records
from checks.guide.state import State
from checks.lab.engine import Engine
from checks.lab.progress import console, say
from checks.lab.route import ROUTES

_TAIL = 12
"""Lines of output that a failure shows."""


def write(new: Record, lesson: Lesson) -> None:
    """Write the record of a lesson that passed into docs/records/, if something differs.

    What other systems' records say of steps that the lesson does not have any more is dropped.
    """
    if not new.passed:
        say(f"  ! {lesson.name} did not pass whole, so it is not recorded.")
        return
    new = msgspec.structs.replace(new, warnings=[])
    old = None
    with suppress(GuideError):  # what cannot be read is replaced
        old = load_record(new.path()) if new.path().exists() else None
    if old and not differences(old, new):
        say(f"  ✓ {lesson.name} is as recorded")
    else:
        saved = (merged(old, new) if old else new).save(new.path())
        say(f"  ✓ Recorded {saved.relative_to(ROOT)}")
    ids = {step.id for step in lesson.steps}
    for path in sorted((ROOT / "docs" / "records").glob(f"*/{lesson.name}.json")):
        try:
            record = load_record(path)
        except GuideError:
            continue  # the gate names it
        kept = [step for step in record.steps if step.id in ids]
        if len(kept) < len(record.steps):
            msgspec.structs.replace(record, steps=kept).save(path)
            say(f"  ✓ Dropped what is gone from {path.relative_to(ROOT)}")


def print_differences(records: dict[str, Record]) -> None:
    """Say how lessons that passed differ from what is recorded of them on the same system."""
    try:
        lines = changes(records.values(), load_records())
    except GuideError as error:
        lines = str(error).splitlines()
    if lines:
        say("\n  ".join(["\nDifferent from the record:", *lines]))
        say("Write it into docs/records/ with: nox -s verify -- --record")


def changes(records: Iterable[Record], known: Iterable[Record]) -> list[str]:
    """How lessons that passed differ from what is known of them on the same system."""
    kept = {(record.system, record.lesson): record for record in known}
    lines: list[str] = []
    for new in records:
        if new.passed:
            old = kept.get((new.system, new.lesson))
            none = [f"{new.lesson}: no record yet on {new.system}"]
            lines += differences(old, new) if old else none
    return lines


def print_stale(records: dict[str, Record], lessons: dict[str, Lesson]) -> None:
    """Say which steps of these lessons their records on this run's systems show as out of date."""
    systems = {record.system for record in records.values()}
    stale: list[str] = []
    try:
        known = [one for one in load_records() if one.system in systems and one.lesson in records]
    except GuideError as error:
        say(f"\n{error}")
        return
    for record in known:
        for step in lessons[record.lesson].steps:
            if (kept := record.step(step.id)) is None or kept.hash != step.hash:
                stale.append(f"{step.path}:{step.line}: {step.id} ({record.system})")
                message = f'step "{step.id}" is out of date in the record'
                Problem(step.path, step.line, message).annotate("warning")
    if stale:
        say("\n  ".join(["\nOut of date in docs/records/:", *stale]))


def print_failures(lesson: Lesson, record: Record) -> None:
    """Say what failed in a lesson, and what was strange."""
    for warning in record.warnings:
        say(f"  ! {lesson.name}: {warning}")
        Problem(lesson.path, 1, warning).annotate("warning")
    for step in lesson.steps:
        done = record.step(step.id)
        if done and done.state is State.FAILED:
            say("\n" + failure(step, done, record))
            Problem(step.path, step.line, f'step "{step.id}" {done.failure}').annotate()
    if record.error:
        say(f'\n{lesson.path}:1: lesson "{lesson.name}": {record.error}')
        Problem(lesson.path, 1, record.error).annotate()


def failure(step: Step, done: StepRecord, record: Record) -> str:
    """A failed step: what, where, the command, what it printed, where it is shown, what next."""
    machine = record.machine
    where = [
        machine.os_name,
        f"Docker {machine.docker}" if machine.docker else "no Docker",
        "stand-in" if record.supply.stand_in else "live",
    ]
    first, *more = done.failure.splitlines() or [""]
    output = "\n".join(done.stdout + done.stderr).strip().splitlines()
    if len(output) > _TAIL:
        output = [f"[{len(output) - _TAIL} lines before]", *output[-_TAIL:]]
    shown = _shown_at(step)
    return "\n".join(
        [
            f'{step.path}:{step.line}: step "{step.id}" {first}   [{", ".join(where)}]',
            *(f"    {line}" for line in step.command.splitlines()),
            *(f"    | {line}" for line in output),
            *more,
            *([f"shown at {', '.join(shown)}"] if shown else []),
            f"again: {again(record)}",
        ]
    )


def again(record: Record) -> str:
    """The command that runs a lesson once more on the same machine."""
    # A base that the lab made itself is described in words, and cannot be asked for by name.
    base = "" if " " in record.machine.base else f" --base {record.machine.base}"
    routes = (route.option for route in ROUTES.values() if route.lesson == record.machine.from_)
    vm = " --machine vm" * record.virtual
    return f"nox -s verify -- {record.lesson}{base}{next(routes, '')}{vm}"


def _shown_at(step: Step) -> list[str]:
    """The lines of the pages that show a step, as `file:line`."""
    call = re.compile(rf"""step\(\s*["']{re.escape(step.id)}["']""")
    page = step.lesson.removesuffix(".lab")
    found = []
    for language in LANGUAGES:
        path = ROOT / "docs" / language / f"{page}.md"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        name = path.relative_to(ROOT).as_posix()
        found += [f"{name}:{at}" for at, line in enumerate(lines, 1) if call.search(line)]
    return found


_STATES = (State.RUN, State.STAND_IN, State.NOT_RUN, State.FAILED, State.NOT_REACHED)


def print_states(records: dict[str, Record], seconds: float) -> None:
    """Say how many steps of each lesson are in which state, and of all, after so many seconds."""
    rows: dict[str, list[object]] = {}
    total: Counter[str] = Counter()
    for name, record in records.items():
        count = Counter(str(step.state) for step in record.steps)
        count["steps"] = len(record.steps)
        count[State.FAILED] += bool(record.error)
        total += count
        rows[name] = [count["steps"], *(count[state] for state in _STATES), f"{record.seconds:.1f}"]
    rows["all"] = [total["steps"], *(total[state] for state in _STATES), f"{seconds:.1f}"]
    print_table(["steps", *_STATES, "seconds"], rows)


def print_table(columns: Iterable[str], rows: Mapping[str, Iterable[object]]) -> None:
    """Say numbers by lesson; the last row is that of them all."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("lesson", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    for name, numbers in rows.items():
        table.add_row(name, *map(str, numbers))
    say("")
    console.print(table)


def enter(engine: Engine, machine: str) -> str:
    """The command that opens a shell in a machine that was kept."""
    words = [*engine.command(), "exec", "--interactive", "--tty", machine]
    return f"{' '.join(words)} su --login reader"
