"""What became of a mutant, and the memory of it that lets an interrupted run go on."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import msgspec

from checks.guide.lesson import Lesson
from checks.guide.problem import ROOT
from checks.guide.record import Record
from checks.guide.state import State
from checks.lab import cache
from checks.lab.mutants import Mutant
from checks.lab.runner import Ground


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """The check of its own step failed."""
    LATER = "killed later"
    """A later check failed, or the lesson broke off later."""
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    """Named in checks/equivalent.toml, and not run."""
    ERROR = "error"
    """The lab failed, or an earlier step: nothing is known of the mutant."""


def fate(mutant: Mutant, record: Record) -> tuple[Fate, str]:
    """What became of a mutant, by the record of its lesson; and what decided it, where it was not
    the check of its own step."""
    own = record.step(mutant.step.id)
    failed = next((step for step in record.steps if step.state is State.FAILED), None)
    error = " ".join(record.error.split())
    if own is not None and own.state is State.FAILED:
        return Fate.KILLED, ""
    if own is None or own.state not in (State.RUN, State.STAND_IN):
        return Fate.ERROR, f'step "{failed.id}" failed' if failed else error
    if failed or error:
        return Fate.LATER, failed.id if failed else error
    return Fate.SURVIVED, ""


class Memory(msgspec.Struct):
    """The fates of a lesson's mutants, in a file of the cache folder."""

    key: str
    """A hash of everything that takes part in judging. If it changes, nothing is remembered."""
    fates: dict[str, Fate] = {}
    """By a hash of the mutant."""

    def get(self, mutant: Mutant) -> Fate | None:
        return self.fates.get(cache.key(mutant.step.key, mutant.command))

    def keep(self, mutant: Mutant, became: Fate) -> None:
        """Remember a mutant's fate, unless nothing is known of it."""
        if became is not Fate.ERROR:
            self.fates[cache.key(mutant.step.key, mutant.command)] = became
            path = _path(mutant.step.lesson)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(msgspec.json.encode(self))


def memory(lesson: Lesson, ground: Ground) -> Memory:
    """What is remembered of a lesson's mutants and still holds."""
    files = [
        *sorted((ROOT / "checks" / "lab").glob("*.p[yl]")),
        *sorted((ROOT / "checks").glob("*/facts.py")),
        *sorted(path for path in (ROOT / "assets" / "files").rglob("*") if path.is_file()),
        ROOT / lesson.path,
        ROOT / lesson.check,
    ]
    images = (ground.machine, ground.installed, ground.stand_in, " ".join(ground.plan.stand_in))
    key = cache.key(*images, *(path.read_bytes() for path in files))
    # A file that was cut off while it was written is as good as none.
    with suppress(FileNotFoundError, msgspec.DecodeError):
        found = msgspec.json.decode(_path(lesson.name).read_bytes(), type=Memory)
        if found.key == key:
            return found
    return Memory(key)


def _path(lesson: str) -> Path:
    return cache.folder() / "mutants" / f"{lesson}.json"
