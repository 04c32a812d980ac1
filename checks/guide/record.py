"""Records: what happened when a lesson ran. One file per system and lesson.

The process that runs a lesson writes its record, whole and in normal form, also when it failed.
Everything else that wants to know what happened reads this one shape: the report, the differences,
the site, the mutation run. In docs/records/ lie those of lessons
that passed.

A file is laid out for `git diff`: one line of output is one line of the file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from checks.guide.lesson import Step
from checks.guide.problem import ROOT, GuideError, Problem, shown
from checks.guide.state import State

SCHEMA = 2

_RAN = {State.RUN, State.STAND_IN}
_PASSED = _RAN | {State.NOT_RUN}

Digest = Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")]
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
"""UTC, ISO 8601, to the second: `2026-11-23T22:05:07Z`."""
Seconds = Annotated[float, Meta(ge=0)]


class Why(Struct, frozen=True, forbid_unknown_fields=True):
    """The reason why a step is not run, in both languages."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]


class Machine(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What the lesson ran on; a text is empty where there is none."""

    base: str
    """What the machine was made from: `ubuntu:24.04`."""
    os: str
    kernel: str
    arch: str
    docker: str
    containerd: str
    compose: str
    engine: str
    """The engine that carried the machine: `embedded 26.1.5`."""
    from_: str | None
    """The lesson whose machine this one started from."""
    store: str = ""
    """Where Docker keeps images: its storage driver, `overlay2`, or `overlayfs` with the containerd
    image store."""
    cgroup: str = ""
    """The version of the control groups, `1` or `2`."""


class Supply(Struct, frozen=True, forbid_unknown_fields=True):
    """Where what came from outside came from, and from which hosts."""

    live: list[str]
    stand_in: list[str]
    """Hosts that a stand-in answered for, in this lesson or when its machine was made."""


class StepRecord(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What happened when one step ran."""

    id: str
    hash: Digest
    state: State
    exit: int | None = None
    """The exit code; None where the step did not run to its end."""
    seconds: Seconds = 0.0
    stdout: list[str] = []
    """Lines in normal form (see `checks.guide.normal`). Joined by newlines they are the text."""
    stderr: list[str] = []
    cut: int = 0
    """How many bytes of output were left out of the middle."""
    why: Why | None = None
    """Why it was not run; None when it was."""
    failure: str = ""
    """Why it failed, for a person: the first line says it, more lines may show it."""


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What happened when a lesson ran on a system."""

    schema: int
    lesson: str
    system: str
    """What it ran on, as a name: `debian-13_docker-26.1_stand-in`."""
    when: Time
    commit: str
    """The commit that was checked out; whether a command has changed since, its hash says."""
    seconds: Seconds
    """The lesson from its machine's start to its end."""
    machine: Machine
    supply: Supply
    steps: list[StepRecord]
    error: str = ""
    """What kept the lesson from running or from ending."""
    warnings: list[str] = []
    kept: str = ""
    """The name of the machine that was left standing."""

    @property
    def passed(self) -> bool:
        """Whether every step passed or is not run for a reason, and at least one was run."""
        states = {step.state for step in self.steps}
        return not self.error and bool(states & _RAN) and states <= _PASSED

    def step(self, id: str) -> StepRecord | None:
        """The record of the step `id`, if it has one."""
        return next((step for step in self.steps if step.id == id), None)

    def path(self, root: Path = ROOT) -> Path:
        """Where this record belongs."""
        return root / "docs" / "records" / self.system / f"{self.lesson}.json"

    def save(self, path: Path) -> Path:
        """Write the record to `path`, making its folder, and return that path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
        return path


def load_record(path: Path, root: Path = ROOT) -> Record:
    """Read a record. Raises GuideError that names the line and the field that does not fit."""
    data = path.read_bytes()
    text = data.decode("utf-8", "replace")

    def wrong(line: int, message: str, field: str = "") -> GuideError:
        return GuideError([Problem(shown(path, root), line, _told(message, field, path, root))])

    try:
        data.decode()  # msgspec's own error would not say where
        schema = msgspec.json.decode(data, type=_Schema).schema
        if schema != SCHEMA:
            age = "an older" if schema < SCHEMA else "a newer"
            message = f"{age} shape of record ({schema}); this program reads shape {SCHEMA}"
            raise wrong(line_of(text, "schema"), message, "schema")
        return msgspec.json.decode(data, type=Record)
    except UnicodeDecodeError as error:
        raise wrong(data.count(b"\n", 0, error.start) + 1, "not UTF-8") from None
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$.")
        field = where.rstrip("`")
        raise wrong(line_of(text, field), message, field) from None
    except msgspec.DecodeError as error:
        byte = re.search(r"\(byte (\d+)\)", str(error))
        line = data.count(b"\n", 0, int(byte[1])) + 1 if byte else text.count("\n") + 1
        raise wrong(line, f"not JSON: {error}") from None


def _told(message: str, field: str, path: Path, root: Path) -> str:
    """A problem of the record at `path`, with its field and with what to do."""
    records = root / "docs" / "records"
    inside = path.relative_to(records).parts[1:] if path.is_relative_to(records) else ()
    lesson = "/".join(inside).removesuffix(".json") or "LESSON"
    return (
        message
        + (f" (field {field})" if field else "")
        + f"; record the lesson again: nox -s verify -- {lesson} --record"
    )


class _Schema(Struct):
    schema: int


def load_records(root: Path = ROOT) -> list[Record]:
    """Read every record of the repository at `root`. Raises GuideError with all their problems."""
    records: list[Record] = []
    problems: list[Problem] = []
    folder = root / "docs" / "records"
    for path in sorted(folder.rglob("*.json")):
        try:
            record = load_record(path, root)
        except GuideError as error:
            problems += error.problems
            continue
        records.append(record)
        problems += _misplaced(record, path, root)
    if problems:
        raise GuideError(problems)
    return records


def _misplaced(record: Record, path: Path, root: Path) -> list[Problem]:
    """What is wrong with where a record lies, and with what it says of its steps."""
    text = path.read_text(encoding="utf-8")
    name = shown(path, root)
    found: list[Problem] = []

    def wrong(field: str, message: str) -> None:
        found.append(Problem(name, line_of(text, field), _told(message, field, path, root)))

    if record.path(root) != path:
        field = "system" if record.system != name.split("/")[2] else "lesson"
        meant = shown(record.path(root), root)
        message = f"this record belongs at {meant} (field {field}); move it there"
        found.append(Problem(name, line_of(text, field), message))
    if not record.passed:
        at = next((n for n, step in enumerate(record.steps) if step.state not in _PASSED), None)
        field = "steps" if at is None else f"steps[{at}].state"
        wrong(field, "a lesson that did not pass is not recorded")
    ids = [step.id for step in record.steps]
    for nth, step in enumerate(record.steps):
        if ids.index(step.id) != nth:
            wrong(f"steps[{nth}].id", f'step "{step.id}" is recorded twice')
        if (step.state is State.NOT_RUN) != (step.why is not None):
            wrong(f"steps[{nth}].state", "a step that was not run says why, and only such a step")
    return found


def line_of(text: str, field: str) -> int:
    """The line of a field such as `steps[3].exit` in a record's `text`; 1 if not found.

    Reads the layout that `save` writes: each key, and each text of a list, on a line of its own.
    """
    lines = text.split("\n")
    line = 0
    for depth, (key, index) in enumerate(re.findall(r"(\w+)\b(?!\])|\[(\d+)\]", field), 1):
        if index and not lines[line].lstrip().startswith('"steps"'):
            return line + 2 + int(index)  # a list of texts
        indent = "  " * depth
        opening = f'{indent}"{key}":' if key else indent + "{"
        starts = [n for n in range(line, len(lines)) if lines[n].startswith(opening)]
        nth = int(index or 0)
        if nth >= len(starts):
            break
        line = starts[nth]
    return line + 1


class Standing(Struct, frozen=True):
    """What the records say about a step as it is written now."""

    state: State
    record: Record | None = None
    step: StepRecord | None = None


def standings(step: Step, records: list[Record]) -> list[Standing]:
    """What each system's records say about `step`; first the one that speaks for it.

    Of the records of this very command one that ran goes before one that did not, then a live
    system before one with stand-ins, then that of the newest Docker, then the newest. If there are
    only records of an older command, the newest of them makes the step stale. Without any record
    the step has not been run.
    """
    found = [
        (record, kept)
        for record in records
        if record.lesson == step.lesson
        if (kept := record.step(step.id))
    ]
    same = [(record, kept) for record, kept in found if kept.hash == step.hash]
    same.sort(
        key=lambda one: (
            one[1].state is not State.NOT_RUN,
            not one[0].supply.stand_in,
            version(one[0].machine.docker),
            one[0].when,
        ),
        reverse=True,
    )
    if same:
        return [Standing(kept.state, record, kept) for record, kept in same]
    if found:
        record, kept = max(found, key=lambda one: one[0].when)
        return [Standing(State.STALE, record, kept)]
    return [Standing(State.NOT_RUN)]


def version(text: str) -> tuple[int, ...]:
    """A version to compare by: `28.5.2` as (28, 5, 2); empty for none."""
    return tuple(map(int, re.findall(r"\d+", text)))
