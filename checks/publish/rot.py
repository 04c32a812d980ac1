"""Rot: a documented command that no longer does what the guide says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.guide.lesson import Lesson, Step
from checks.lab.assignment import LessonOutcome, StepOutcome
from checks.lab.outcome import RunOutcome


@dataclass(frozen=True)
class Place:
    """One place where a command was run, and what became of it."""

    run: RunOutcome
    lesson: LessonOutcome
    step: StepOutcome | None
    """None where the lesson itself went wrong, and not in one of its steps."""

    @property
    def said(self) -> str:
        """What went wrong, in one line."""
        text = self.step.failure if self.step else self.lesson.error
        return (text.strip().splitlines() or ["failed"])[0]

    @property
    def output(self) -> str:
        """What the command put out there."""
        return self.step.stdout + self.step.stderr if self.step else self.lesson.error


@dataclass(frozen=True)
class Broken:
    """A command that failed, with the places where it did."""

    key: str
    """`lesson/step`, or the lesson's name where it went wrong outside of its steps."""
    lesson: Lesson
    step: Step | None
    places: tuple[Place, ...]

    @property
    def where(self) -> str:
        """The command's file and line."""
        return f"{self.step.path}:{self.step.line}" if self.step else f"{self.lesson.path}:1"


def broken(runs: Iterable[RunOutcome], lessons: dict[str, Lesson]) -> list[Broken]:
    """The commands that failed, each once, with every place where it did."""
    places: dict[str, list[Place]] = {}
    for run in runs:
        for outcome in run.lessons:
            failed = [step for step in outcome.steps if step.outcome == "failed"]
            for step in failed:
                key = f"{outcome.lesson}/{step.id}"
                places.setdefault(key, []).append(Place(run, outcome, step))
            if outcome.error and not failed and not outcome.waited_for:
                places.setdefault(outcome.lesson, []).append(Place(run, outcome, None))
    steps = {step.key: step for lesson in lessons.values() for step in lesson.steps}
    return [
        Broken(key, lessons[name], steps.get(key), tuple(found))
        for key, found in sorted(places.items())
        if (name := key.partition("/")[0]) in lessons
    ]
