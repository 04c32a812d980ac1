"""Records: what happened when a lesson ran. One file per system and lesson.

The process that runs a lesson writes its record, whole and in normal form, also when it failed.
Everything else that wants to know what happened reads this one shape: the report, the differences,
the site, the mutation run. In docs/records/ lie those of lessons that passed.

A file is laid out for `git diff`: one line of output is one line of the file.
"""

from __future__ import annotations

import re
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from checks.guide.decode import decoded, line_of
from checks.guide.lesson import Language, Step
from checks.guide.problem import ROOT, GuideError, Problem, read_all, shown
from checks.guide.state import State

SCHEMA: Literal[2] = 2

_RAN = {State.RUN, State.STAND_IN}

Digest = Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")]
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
"""UTC, ISO 8601, to the second: `2026-11-23T22:05:07Z`."""
Seconds = Annotated[float, Meta(ge=0)]
Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]


class Texts(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages."""

    zh: Text
    en: Text

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


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

    @property
    def os_name(self) -> str:
        """As people call it: `Debian 13` for `Debian GNU/Linux 13 (trixie)`."""
        return re.sub(r" GNU/Linux| \(.*\)", "", self.os)


UNKNOWN = Machine("", "", "", "", "", "", "", "", None)
"""A machine of which nothing is known."""


class Supply(Struct, frozen=True, forbid_unknown_fields=True):
    """Where what came from outside came from, and from which hosts."""

    live: list[str]
    stand_in: list[str]
    """Hosts that a stand-in answered for, in this lesson or when its machine was made."""

    def __str__(self) -> str:
        return f"live: {', '.join(self.live) or '-'}; stand-in: {', '.join(self.stand_in) or '-'}"


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
    why: Texts | None = None
    """Why it was not run; None when it was."""
    failure: str = ""
    """Why it failed, for a person: the first line says it, more lines may show it."""


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What happened when a lesson ran on a system."""

    schema: Literal[2]
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
    def virtual(self) -> bool:
        """Whether it was made on a virtual machine: a system beside that of the containers."""
        return "-vm_" in self.system

    @property
    def passed(self) -> bool:
        """Whether every step passed or is not run for a reason, and at least one was run."""
        states = {step.state for step in self.steps}
        return not self.error and bool(states & _RAN) and states <= _RAN | {State.NOT_RUN}

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
    return decoded(path, root, Record, _again(path, root))


def _again(path: Path, root: Path) -> str:
    # docs/records/SYSTEM/LESSON.json
    lesson = "/".join(shown(path, root).split("/")[3:]).removesuffix(".json") or "LESSON"
    return f"record the lesson again: nox -s verify -- {lesson} --record"


def load_records(root: Path = ROOT) -> list[Record]:
    """Read every record of the repository at `root`. Raises GuideError with all their problems."""
    return read_all(root, "docs/records/**/*.json", _kept)


def _kept(path: Path, root: Path) -> Record:
    """Read a record that the site shows: in its place, of a lesson that passed."""
    record = load_record(path, root)
    name, place = shown(path, root), shown(record.path(root), root)
    if name != place:
        field = "system" if record.system != name.split("/")[2] else "lesson"
        line = line_of(path.read_text(encoding="utf-8"), field)
        message = f"this record belongs at {place} (field {field}); move it there"
        raise GuideError([Problem(name, line, message)])
    if not record.passed:
        message = f"a lesson that did not pass is not recorded; {_again(path, root)}"
        raise GuideError([Problem(name, 1, message)])
    return record


class Standing(Struct, frozen=True):
    """What the records say about a step as it is written now."""

    state: State
    record: Record | None = None
    step: StepRecord | None = None


def standings(step: Step, records: list[Record]) -> list[Standing]:
    """What each system's records say about `step`; first the one that speaks for it.

    Of the records of this very command one that ran goes before one that did not, then a live
    system before one with stand-ins, then that of the newest Docker, then a container before a
    virtual machine, then the newest. If there are only records of an older command, the newest of
    them makes the step stale. Without any record the step has not been run.
    """
    same, old = [], []
    for record in records:
        kept = record.step(step.id) if record.lesson == step.lesson else None
        if kept and kept.hash == step.hash:
            rank = (
                kept.state is not State.NOT_RUN,
                not record.supply.stand_in,
                version(record.machine.docker),
                not record.virtual,
                record.when,
            )
            same.append((rank, Standing(kept.state, record, kept)))
        elif kept:
            old.append((record.when, Standing(State.STALE, record, kept)))
    if same:
        return [one for _, one in sorted(same, key=itemgetter(0), reverse=True)]
    return [max(old, key=itemgetter(0))[1] if old else Standing(State.NOT_RUN)]


def version(text: str) -> tuple[int, ...]:
    """A version to compare by: `28.5.2` as (28, 5, 2); empty for none."""
    return tuple(map(int, re.findall(r"\d+", text)))
