"""The issues about rot: what to do about those that are open, after a run.

Issues in, actions out; who talks to GitHub is `announce`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from checks.guide.lesson import Lesson
from checks.guide.record import Record
from checks.lab.outcome import RunOutcome
from checks.publish import text
from checks.publish.rot import broken

MOST = 5
"""So many commands may break in one run and get an issue each. Beyond that it is hardly the
commands: one issue names them all."""

_MARK = re.compile(r"<!-- rot: (\{.*?\}) -->")


@dataclass(frozen=True)
class Comment:
    """One comment on an issue."""

    author: str
    body: str


@dataclass(frozen=True)
class Issue:
    """An open issue that carries the label."""

    number: int
    author: str
    body: str
    comments: tuple[Comment, ...] = ()

    @classmethod
    def read(cls, data: dict[str, Any]) -> Issue:
        """From `gh issue list --json number,author,body,comments`."""
        return cls(
            data["number"],
            _login(data),
            data["body"],
            tuple(Comment(_login(one), one["body"]) for one in data["comments"]),
        )

    @property
    def _mark(self) -> dict[str, Any]:
        """The newest mark that its author left: anybody may comment, only he decides."""
        texts = [self.body, *(one.body for one in self.comments if one.author == self.author)]
        found = [mark for text in texts for mark in _MARK.findall(text)]
        return json.loads(found[-1]) if found else {}

    @property
    def key(self) -> str | None:
        """The command that it is about; None if it carries no mark."""
        return self._mark.get("key")

    @property
    def places(self) -> frozenset[str]:
        """Where the command was broken when that was last said."""
        return frozenset(self._mark.get("places", ()))


@dataclass(frozen=True)
class Action:
    """What to do: open an issue, comment on one, or close one with a last word."""

    what: Literal["open", "comment", "close"]
    key: str
    body: str
    title: str = ""
    """Of an issue to open."""
    number: int = 0
    """Of an issue that is there."""


def _login(data: dict[str, Any]) -> str:
    """Who wrote it. gh names an app `app/github-actions` on an issue, but not on a comment."""
    return str(data["author"]["login"]).removeprefix("app/")


def decide(
    runs: Sequence[RunOutcome],
    lessons: dict[str, Lesson],
    records: Sequence[Record],
    issues: Iterable[Issue],
    run_url: str = "",
) -> list[Action]:
    """What to do about the open issues after these runs, which belong to one another."""
    found = broken(runs, lessons)
    many = len(found) > MOST
    open_issues = {issue.key: issue for issue in issues if issue.key}
    actions = []
    if many:
        body = text.at_once(found, run_url)
        if issue := open_issues.get(text.MANY):
            actions.append(Action("comment", text.MANY, body, number=issue.number))
        else:
            title = f"{len(found)} commands of the guide fail at once"
            actions.append(Action("open", text.MANY, body, title))
    for one in [] if many else found:
        if issue := open_issues.get(one.key):
            body = text.still(one, run_url)
            actions.append(Action("comment", one.key, body, number=issue.number))
        else:
            body = text.opened(one, records, run_url)
            actions.append(Action("open", one.key, body, text.title(one)))
    failing = {one.key for one in found} | ({text.MANY} if many else set())
    for key, issue in open_issues.items():
        if key in failing:
            continue
        if not _exists(key, lessons):
            actions.append(Action("close", key, text.gone(key, run_url), number=issue.number))
        elif issue.places <= {run.place for run in runs if _fine(key, run)}:
            actions.append(Action("close", key, text.cured(key, run_url), number=issue.number))
    return actions


def _exists(key: str, lessons: dict[str, Lesson]) -> bool:
    """Whether the guide still has the command or the lesson."""
    steps = {step.key for lesson in lessons.values() for step in lesson.steps}
    return key == text.MANY or key in lessons or key in steps


def _fine(key: str, run: RunOutcome) -> bool:
    """Whether a run has shown that what the issue is about works. What was not reached has not."""
    name, slash, id = key.partition("/")
    for lesson in run.lessons:
        if lesson.lesson == name:
            known = {step.id: step.outcome for step in lesson.steps}
            return known.get(id) in ("passed", "not run") if slash else lesson.passed
    return key == text.MANY
