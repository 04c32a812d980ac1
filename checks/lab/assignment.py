"""What the run and the process that checks one lesson tell each other: one file each way."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from checks.lab.supply import Supply

VARIABLE = "ESCAPE_VMWARE_ASSIGNMENT"
"""The environment variable that names the assignment's file."""

Outcome = Literal["passed", "failed", "not run", "not reached"]


@dataclass(frozen=True)
class Assignment:
    """Check this lesson: where, on what, and where to write what happened."""

    lesson: str
    engine_url: str
    engine_kind: str
    engine_name: str
    run: str
    image: str
    """The machine's image."""
    stand_in: str
    mirrors: tuple[str, ...]
    supply: Supply
    inherited: tuple[str, ...]
    """Hosts that were stood in for when the machine's image was made (its Docker came so)."""
    snapshot: str
    """Keep the machine under this name when the lesson has passed; empty for no."""
    then: tuple[str, ...]
    """Commands of the guide that follow the lesson, to be run before the machine is kept."""
    keep: bool
    """Leave the machine standing when the lesson fails."""
    result: str

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(dataclasses.asdict(self)), encoding="utf-8")

    @classmethod
    def given(cls) -> Assignment | None:
        """The assignment of this process, or None if it has none."""
        path = os.environ.get(VARIABLE)
        if not path:
            return None
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        data["supply"] = Supply(**{key: tuple(value) for key, value in data["supply"].items()})
        for name in ("mirrors", "inherited", "then"):
            data[name] = tuple(data[name])
        return cls(**data)


@dataclass
class StepOutcome:
    """What became of one step."""

    id: str
    outcome: Outcome
    failure: str = ""
    """Why it failed, for a person: the first line says it, more lines may show it."""
    exit: int | None = None
    seconds: float = 0.0
    stdout: str = ""
    stderr: str = ""
    cut: int = 0
    stand_in: bool = False
    """Whether a stand-in had answered by the end of this step."""
    why: dict[str, str] | None = None


@dataclass
class LessonOutcome:
    """What became of a lesson. `error` is what kept it from running or from ending."""

    lesson: str
    steps: list[StepOutcome] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    stood_in: list[str] = field(default_factory=list)
    """The hosts that a stand-in answered for."""
    seconds: float = 0.0
    error: str = ""
    machine: str = ""
    """The name of the machine that was left standing."""
    warnings: list[str] = field(default_factory=list)
    waited_for: str = ""
    """The lesson whose failure kept this one from being started."""

    @property
    def passed(self) -> bool:
        """Whether every step passed or is not run for a reason, and at least one was run."""
        outcomes = {step.outcome for step in self.steps}
        return not self.error and "passed" in outcomes and outcomes <= {"passed", "not run"}

    def save(self, path: Path) -> None:
        text = json.dumps(dataclasses.asdict(self))
        path.write_text(text, encoding="utf-8", errors="surrogatepass")

    @classmethod
    def load(cls, path: Path) -> LessonOutcome:
        return cls.read(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def read(cls, data: dict[str, Any]) -> LessonOutcome:
        """The outcome from what `dataclasses.asdict` made of it."""
        return cls(**{**data, "steps": [StepOutcome(**step) for step in data["steps"]]})
