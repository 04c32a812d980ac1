"""What the site is made from, read once for each build: lessons and what their checks tell the
reader, records, figures."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from checks.guide.check import read_checks
from checks.guide.lesson import Language, Lesson, Step, load_lessons
from checks.guide.measured import Measured, load_measured
from checks.guide.problem import GuideError
from checks.guide.record import Record, Standing, Texts, load_records, standings, version
from checks.guide.state import Mark, State

# MkDocs counts warnings below this name, and with --strict refuses the build; so one build names
# everything that is wrong, and `mkdocs serve` lives on.
log = logging.getLogger("mkdocs.plugins.guide")

TESTED = "background/tested/"
"""The address of the page that says how the guide is tested, and lists every step."""


@dataclass(frozen=True)
class Source:
    """The guide's files beside its pages. The build reads them and never runs a command."""

    lessons: dict[str, Lesson] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    measured: Measured | None = None
    """The newest comparison of virtual machines and containers."""
    marks: dict[str, Mapping[Mark, Texts | None]] = field(default_factory=dict)
    """What the check of a step tells the reader, by the step's key."""

    def of_page(self, page: str) -> list[Lesson]:
        """The lessons that a page shows: its own, then its lab lesson if it has one."""
        return [self.lessons[name] for name in (page, f"{page}.lab") if name in self.lessons]

    @cached_property
    def systems(self) -> dict[str, Record]:
        """The newest record of each system, by its key; that with the newest Docker first."""
        newest = {system_key(one): one for one in sorted(self.records, key=lambda one: one.when)}
        found = sorted(newest, key=lambda key: (version(newest[key].machine.docker), key))
        return {key: newest[key] for key in reversed(found)}

    def standings(self, step: Step) -> list[Standing]:
        """What the records say about the step, the best first."""
        return standings(step, self._records.get(step.lesson, []))

    def on_each(self, step: Step) -> list[tuple[State, Record]]:
        """What each record that has the step says about it, that of the newest Docker first."""
        each = (standings(step, [record])[0] for record in self._records.get(step.lesson, []))
        return [(one.state, one.record) for one in each if one.record]

    def best(self, step: Step) -> Standing:
        """What the best of the records says about the step."""
        return self.standings(step)[0]

    @cached_property
    def _records(self) -> dict[str, list[Record]]:
        """The records of each lesson, that of the newest Docker first."""
        order = [*self.systems]
        found: dict[str, list[Record]] = {}
        for record in sorted(self.records, key=lambda one: order.index(system_key(one))):
            found.setdefault(record.lesson, []).append(record)
        return found


def system_name(record: Record, short: bool = False) -> str:
    """What a record was made on, `Debian 13 · Docker 29.7.2`; in short `Docker 29.7`.
    A virtual machine is called `QEMU`."""
    docker = f"Docker {record.machine.docker}" if record.machine.docker else ""
    virtual = "QEMU" if record.virtual else ""
    store = record.machine.store if f"-{record.machine.store}_" in record.system else ""
    if short and docker:
        brief = "Docker " + ".".join(map(str, version(docker)[:2]))
        return " · ".join(filter(None, (brief, virtual, store)))
    return " · ".join(filter(None, (record.machine.os_name, virtual, docker, store)))


def system_key(record: Record) -> str:
    """A system as a reader has it, `debian-13_docker-26.1`: who supplied it, the states say."""
    return re.sub("_(live|stand-in)$", "", record.system)


def _marks(root: Path, lessons: Iterable[Lesson]) -> dict[str, Mapping[Mark, Texts | None]]:
    """What the checks tell the reader of each step, by its key; what is wrong, the gate says."""
    found = {}
    for lesson in lessons:
        path = root / lesson.check
        checks = read_checks(path, root)[0] if path.is_file() else []
        told = {check.name: check.marks for check in checks}
        found.update({step.key: told.get(step.test, {}) for step in lesson.steps})
    return found


@cache
def read(root: Path) -> Source:
    """Read the guide at `root`, once until `read.cache_clear()`. What is wrong becomes warnings."""
    try:
        measured = next(iter(load_measured(root)), None)
        lessons = load_lessons(root)
        marks = _marks(root, lessons.values())
        return Source(lessons, load_records(root), measured, marks)
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

    def to_state(self, step: Step) -> str:
        """The way to what is known about the step on every system."""
        return f"{self.home}{TESTED}#{step.key}"

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
