"""What a run of `nox -s verify` leaves for programs: `--report FILE`.

The record says what a lesson did where it passed. This file says what became of every step of one
run, the failed ones too, so that another program can tell what has rotted.
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.lab import report
from checks.lab.assignment import LessonOutcome
from checks.lab.error import LabError
from checks.lab.route import ROUTES, Route

if TYPE_CHECKING:
    from checks.lab.verify import Verification

SCHEMA = 1


@dataclass(frozen=True)
class RunOutcome:
    """One run over some lessons."""

    base: str
    """What the machines were made from, as the records name it: `ubuntu:24.04`."""
    route: Route
    when: str
    """UTC, ISO 8601, to the second."""
    commit: str
    lessons: tuple[LessonOutcome, ...]

    @property
    def place(self) -> str:
        """What tells this run from others of the same day: base and route."""
        return f"{self.base}, Docker from the {self.route.name}"

    def save(self, path: Path) -> None:
        """Write the file. Raises LabError."""
        data = {
            "schema": SCHEMA,
            "base": self.base,
            "docker": self.route.name,
            "when": self.when,
            "commit": self.commit,
            "lessons": [dataclasses.asdict(lesson) for lesson in self.lessons],
        }
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        # Bytes that were not UTF-8 arrive as lone surrogates; JSON can hold them as \\udcXX.
        text = re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise LabError(
                f"--report {path}: the file cannot be written: {error.strerror}.",
                "Name a file in a folder that you may write to.",
            ) from None

    @classmethod
    def load(cls, path: Path) -> RunOutcome:
        """Read such a file. Raises LabError that says what is wrong with it."""
        again = "It is made by: nox -s verify -- --report FILE"
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise LabError(f"{path} cannot be read: {error.strerror}.", again) from None
        except UnicodeDecodeError:
            raise LabError(f"{path}: not UTF-8.", again) from None
        except json.JSONDecodeError as error:
            raise LabError(f"{path}:{error.lineno}: not JSON: {error.msg}.", again) from None
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise LabError(f"{path}:1: not an outcome of a run (schema {SCHEMA}).", again)
        try:
            return cls(
                data["base"],
                ROUTES[data["docker"]],
                data["when"],
                data["commit"],
                tuple(LessonOutcome.read(lesson) for lesson in data["lessons"]),
            )
        except (KeyError, TypeError) as error:
            raise LabError(
                f"{path}:1: not an outcome of a run: {type(error).__name__}: {error}.", again
            ) from None


def run_outcome(verification: Verification, outcomes: dict[str, LessonOutcome]) -> RunOutcome:
    """The outcome of a run that has ended."""
    return RunOutcome(
        verification.base.name,
        verification.route,
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        report.commit(),
        tuple(outcomes.values()),
    )
