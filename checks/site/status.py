"""The state of every step of the guide, as data to download: status.json."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from checks.guide.lesson import Lesson
from checks.guide.record import Record, Standing, standings


def status(lessons: Iterable[Lesson], records: list[Record]) -> str:
    """Every step with what each system's record says of it, as JSON."""
    steps = [
        {
            "lesson": lesson.name,
            "step": step.id,
            "hash": step.hash,
            "command": step.command,
            "state": (known := standings(step, records))[0].state,
            "runs": [_run(one) for one in known if one.record],
        }
        for lesson in lessons
        for step in lesson.steps
    ]
    return json.dumps({"steps": steps}, ensure_ascii=False, indent=1) + "\n"


def _run(one: Standing) -> dict[str, Any]:
    assert one.record
    assert one.step
    machine = one.record.machine
    return {
        "system": one.record.system,
        "state": one.state,
        "when": one.record.when,
        "os": machine.os,
        "docker": machine.docker,
        "containerd": machine.containerd,
        "kernel": machine.kernel,
        "commit": one.record.commit,
        "exit": one.step.exit,
        "seconds": one.step.seconds,
    }
