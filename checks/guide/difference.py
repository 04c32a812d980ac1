"""What differs between two records of a lesson: what changed in the world.

Records are in normal form, so lines are compared as they are. When the lesson ran, how long it
took, from which commit and on which kernel says nothing about the world; it is left out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import msgspec

from checks.guide.record import Machine, Record, StepRecord

_MACHINE = [field for field in Machine.__struct_fields__ if field != "kernel"]


def differences(old: Record, new: Record) -> list[str]:
    """Say in readable lines how `new` differs from `old`; nothing where they are alike."""
    told = [*_changes(old.machine, new.machine, _MACHINE), *_changes(old, new, ["supply"])]
    lines = [f"{new.lesson}: {line}" for line in told]
    for id in dict.fromkeys(step.id for step in new.steps + old.steps):
        before, after = old.step(id), new.step(id)
        if before is None or after is None:
            told = ["new step" if before is None else "step is gone"]
        else:
            told = step_differences(before, after)
        lines += [f"{new.lesson}/{id}: {line}" for line in told]
    return lines


def step_differences(old: StepRecord, new: StepRecord) -> list[str]:
    """How two runs of a step differ, in readable lines; nothing where they are alike."""
    lines = ["the command changed"] if old.hash != new.hash else []
    lines += _changes(old, new, ["state", "exit", "why", "cut"])
    for name in ("stdout", "stderr"):
        # The two header lines of a unified diff name files; here the prefix says it already.
        diff = difflib.unified_diff(getattr(old, name), getattr(new, name), n=1, lineterm="")
        lines += [f"{name}: {line}" for line in [*diff][2:]]
    return lines


def _changes(old: msgspec.Struct, new: msgspec.Struct, fields: list[str]) -> Iterator[str]:
    for field in fields:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield f"{field.rstrip('_')}: {before} -> {after}"


def merged(old: Record, new: Record) -> Record:
    """`new`, with the steps that came out alike as `old` has them, so that a diff of the two files
    shows what changed and not how long everything took this time."""
    steps = [
        kept if (kept := old.step(step.id)) and not step_differences(kept, step) else step
        for step in new.steps
    ]
    return msgspec.structs.replace(new, steps=steps)
