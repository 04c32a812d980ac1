"""The routes by which the guide installs Docker. One of them makes the machine that the other
lessons start from."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from checks.guide.lesson import Lesson, Step
from checks.guide.problem import ROOT
from checks.lab.error import LabError


@dataclass(frozen=True)
class Route:
    """One way to Docker."""

    name: str
    """As `--docker` takes it."""
    lesson: str
    """The lesson that installs Docker; where it ends, the other lessons start."""
    package: str
    """What Docker is called in the name of a system on which it came this way."""
    hosts: tuple[str, ...]
    """The outside hosts that Docker came from, apart from the base's own apt archive."""
    then: tuple[str, ...]
    """Steps of other lessons with which the page goes on, whatever the route (`lesson/step`)."""

    @property
    def option(self) -> str:
        """What a command line that takes this route ends with; nothing for the default."""
        return "" if self == DEFAULT else f" --docker {self.name}"

    def further(self, lessons: Mapping[str, Lesson]) -> tuple[Step, ...]:
        """The steps of `then`. Raises LabError if there is no such step."""
        steps = {step.key: step for lesson in lessons.values() for step in lesson.steps}
        for key in self.then:
            if key not in steps:
                raise LabError(
                    f'There is no step "{key}", with which the guide goes on after {self.lesson}.',
                    "Name the step in checks/lab/route.py as the lesson names it.",
                )
        return tuple(steps[key] for key in self.then)


# Debian and Ubuntu call their package docker.io. Its lesson stops where Docker runs; that the
# reader joins the group `docker` is told once, for all routes, after it.
_JOIN = ("install/repository/join-group",)
DEFAULT = Route("repository", "install/repository", "docker", ("download.docker.com",), ())
_OTHER = Route("distribution", "install/distribution", "docker.io", (), _JOIN)
ROUTES = {route.name: route for route in (DEFAULT, _OTHER)}


def starts_fresh(lesson: Lesson) -> bool:
    """Whether the lesson's checks ask for a machine without Docker (`MACHINE = "fresh"`)."""
    return _declared(lesson, "MACHINE") == "fresh"


def follows(lesson: Lesson, route: Route) -> bool:
    """Whether the lesson is for a machine on which Docker came by `route`.

    One about what only Docker's own packages have says so in its checks: `DOCKER = "repository"`.
    Raises LabError if it names a route that there is not.
    """
    named = _declared(lesson, "DOCKER")
    if named is not None and named not in ROUTES:
        raise LabError(
            f'{lesson.check}:1: DOCKER = "{named}" is no route.',
            f"The routes are: {', '.join(ROUTES)}.",
        )
    return named in (None, route.name)


def _declared(lesson: Lesson, name: str) -> object:
    """The value that a lesson's checks give to a constant at their top; None if they do not."""
    path = ROOT / lesson.check
    if not path.exists():
        raise LabError(
            f"{lesson.path}:1: the lesson has no checks.",
            f"Write them in {lesson.check}: one function for each step.",
        )
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return cast(object, ast.literal_eval(node.value))
    return None
