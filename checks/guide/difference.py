"""What differs between two records of a lesson: what changed in the world.

Records are in normal form, so lines are compared as they are. When the lesson ran, how long it
took, from which commit and on which kernel says nothing about the world; it is left out.
"""

from __future__ import annotations

import difflib

import msgspec

from checks.guide.record import Machine, Record, StepRecord


def differences(old: Record, new: Record) -> list[str]:
    """Say in readable lines how `new` differs from `old`; nothing where they are alike."""
    lines: list[str] = []
    for field in Machine.__struct_fields__:
        before, after = getattr(old.machine, field), getattr(new.machine, field)
        if field != "kernel" and before != after:
            lines.append(f"{new.lesson}: {field.rstrip('_')}: {before} -> {after}")
    if old.supply != new.supply:
        lines.append(f"{new.lesson}: supply: {_supply(old)} -> {_supply(new)}")
    ids = [step.id for step in new.steps]
    for id in ids + [step.id for step in old.steps if step.id not in ids]:
        before, after = old.step(id), new.step(id)
        key = f"{new.lesson}/{id}"
        if before is None or after is None:
            lines.append(f"{key}: {'new step' if before is None else 'step is gone'}")
        else:
            lines += [f"{key}: {line}" for line in step_differences(before, after)]
    return lines


def step_differences(old: StepRecord, new: StepRecord) -> list[str]:
    """How two runs of a step differ, in readable lines; nothing where they are alike."""
    lines: list[str] = []
    if old.hash != new.hash:
        lines.append("the command changed")
    for name in ("state", "exit", "why", "cut"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            lines.append(f"{name}: {before} -> {after}")
    for name in ("stdout", "stderr"):
        # The two header lines of a unified diff name files; here the prefix says it already.
        diff = difflib.unified_diff(getattr(old, name), getattr(new, name), n=1, lineterm="")
        lines += [f"{name}: {line}" for line in [*diff][2:]]
    return lines


def merged(old: Record, new: Record) -> Record:
    """`new`, with the steps that came out alike as `old` has them, so that a diff of the two files
    shows what changed and not how long everything took this time."""
    steps = [
        kept if (kept := old.step(step.id)) and not step_differences(kept, step) else step
        for step in new.steps
    ]
    return msgspec.structs.replace(new, steps=steps)


def _supply(record: Record) -> str:
    supply = record.supply
    return f"live: {', '.join(supply.live) or '-'}; stand-in: {', '.join(supply.stand_in) or '-'}"
