"""What the site is made from, read once for each build: lessons, records, the article, figures.

A reader may pick a system. Each step has a view for each of them: first the best of its records,
then each system's. A page holds all views at once (`checks.site.html.pick`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from checks.guide.article import Article, load_article
from checks.guide.lesson import Language, Lesson, Step, load_lessons
from checks.guide.measured import Measured, load_measured
from checks.guide.problem import GuideError
from checks.guide.record import Record, Standing, load_records, standings, version
from checks.guide.state import State

# MkDocs counts warnings below this name, and with --strict refuses the build; so one build names
# everything that is wrong, and `mkdocs serve` lives on.
log = logging.getLogger("mkdocs.plugins.guide")


@dataclass(frozen=True)
class Source:
    """The guide's files beside its pages. The build reads them and never runs a command."""

    lessons: dict[str, Lesson] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    article: Article | None = None
    measured: Measured | None = None
    """The newest comparison of virtual machines and containers."""

    def of_page(self, page: str) -> list[Lesson]:
        """The lessons that a page shows: its own, then its lab lesson if it has one."""
        return [self.lessons[name] for name in (page, f"{page}.lab") if name in self.lessons]

    def step(self, key: str) -> Step:
        """A step by `chapter/page/id`. Raises KeyError if there is none."""
        if key not in self._steps:
            raise KeyError(f'there is no step "{key}"; write it in docs/lessons first')
        return self._steps[key]

    @cached_property
    def systems(self) -> dict[str, str]:
        """The name of each system in the records, by its key; that with the newest Docker first."""
        newest = {_key(one.system): one for one in sorted(self.records, key=lambda one: one.when)}
        found = sorted(newest, key=lambda key: (version(newest[key].machine.docker), key))
        return {key: system_name(newest[key]) for key in reversed(found)}

    def ran(self, lessons: Iterable[Lesson]) -> list[tuple[int, str]]:
        """The systems that some of the lessons ran on: the number of each one's view, its key."""
        names = {lesson.name for lesson in lessons}
        keys = {_key(record.system) for record in self.records if record.lesson in names}
        return [(view, key) for view, key in enumerate(self.systems, 1) if key in keys]

    def standings(self, step: Step) -> list[Standing]:
        """What the records say about the step, the best first."""
        return standings(step, self._records.get(step.lesson, []))

    def views(self, step: Step) -> list[Standing | None]:
        """The step in each view: the best record, then each system's, None where it has none.

        With one system there is nothing to pick, and the best is the only view.
        """
        return self._views[step.key]

    def best(self, step: Step) -> Standing:
        """What the best of the records says about the step."""
        return self._views[step.key][0] or Standing(State.NOT_RUN)

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.key: step for lesson in self.lessons.values() for step in lesson.steps}

    @cached_property
    def _records(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.lesson, []).append(record)
        return found

    @cached_property
    def _views(self) -> dict[str, list[Standing | None]]:
        systems = [*self.systems] if len(self.systems) > 1 else []
        found: dict[str, list[Standing | None]] = {}
        for step in self._steps.values():
            records = self._records.get(step.lesson, [])
            found[step.key] = [standings(step, records)[0]]
            for system in systems:
                own = standings(step, [one for one in records if _key(one.system) == system])[0]
                found[step.key].append(own if own.record else None)
        return found


def system_name(record: Record) -> str:
    """What a record was made on: its operating system and its Docker, if it has one."""
    docker = f"Docker {record.machine.docker}" if record.machine.docker else ""
    store = record.machine.store if f"-{record.machine.store}_" in record.system else ""
    return " · ".join(filter(None, (record.machine.os, docker, store)))


@cache
def _key(system: str) -> str:
    """A system as a reader has it, `debian-13_docker-26.1`: who supplied it, the states say."""
    return re.sub("_(live|stand-in)$", "", system)


@cache
def read(root: Path) -> Source:
    """Read the guide at `root`, once until `read.cache_clear()`. What is wrong becomes warnings."""
    try:
        measured = next(iter(load_measured(root)), None)
        return Source(load_lessons(root), load_records(root), load_article(root), measured)
    except GuideError as error:
        for problem in error.problems:
            log.warning("%s", problem)
        return Source()


@dataclass(frozen=True)
class Place:
    """Where on the site something is shown."""

    language: Language
    page: str
    """The page's path below `docs/zh`, without `.md`."""
    home: str
    """The way from the page to the start page of its language: empty, or `../` several times."""

    def to_step(self, step: Step) -> str:
        """The way to where a step is shown."""
        page = step.lesson.removesuffix(".lab")
        return f"{self.home + address(page) or './'}#{anchor(step)}"

    def to_record(self, record: Record) -> str:
        """The way to a record as it is in the repository."""
        return f"{self.home}records/{record.system}/{record.lesson}.json"


def address(page: str) -> str:
    """A page's address below the start page: `daemon/mirror/`; `x/index` has that of its folder."""
    folder = page.removesuffix("index").rstrip("/")
    return f"{folder}/" if folder else ""


def anchor(step: Step) -> str:
    """The id that a step has on its page."""
    return f"step_{step.id}"
