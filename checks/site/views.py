"""What a reader sees who picks a system: the best record of each step, or that system's.

A page holds all views at once: what they have in common stands there once, and what differs says in
`data-on` which views it belongs to. Without a script the first view shows; assets/site/systems.js
shows the one that the reader picked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from checks.guide.lesson import Step
from checks.guide.record import Record, Standing, standings, version


@dataclass(frozen=True)
class System:
    """What a reader can have: an operating system with a Docker. Who supplied is the state's."""

    key: str
    """The records' name for it without the supply, `debian-13_docker-26.1`."""
    name: str


@dataclass(frozen=True)
class Views:
    """The records of a guide, seen in turn as the best of each step and as each system's."""

    records: Sequence[Record]

    @cached_property
    def systems(self) -> list[System]:
        """Every system of the records, that with the newest Docker first."""
        newest: dict[str, Record] = {}
        for record in sorted(self.records, key=lambda one: one.when):
            newest[_key(record)] = record
        found = sorted(
            newest.items(), key=lambda one: (version(one[1].machine.docker), one[0]), reverse=True
        )
        return [System(key, system_name(record)) for key, record in found]

    @cached_property
    def _by_lesson(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.lesson, []).append(record)
        return found

    def of_lesson(self, lesson: str) -> list[Record]:
        """The records of a lesson, one of each system."""
        return self._by_lesson.get(lesson, [])

    def best(self, step: Step) -> Standing:
        """The first view: the record that speaks for the step."""
        return standings(step, self.of_lesson(step.lesson))[0]

    def of(self, step: Step) -> list[Standing | None]:
        """The step in each view: the best record, then each system's, None where it has none.

        With one system there is nothing to pick, and the best is the only view.
        """
        records = self.of_lesson(step.lesson)
        views: list[Standing | None] = [standings(step, records)[0]]
        for system in self.systems if len(self.systems) > 1 else ():
            own = standings(step, [one for one in records if _key(one) == system.key])[0]
            views.append(own if own.record else None)
        return views

    def run(self, lessons: Iterable[str]) -> list[tuple[int, System]]:
        """The systems that some of the lessons ran on, each with the number of its view."""
        keys = {_key(one) for name in lessons for one in self.of_lesson(name)}
        return [(view, one) for view, one in enumerate(self.systems, 1) if one.key in keys]


def pick(parts: Sequence[str]) -> str:
    """One element of each view (or ""), put together: those alike once, and all but the first
    view's hidden."""
    on: dict[str, list[str]] = {}
    for view, part in enumerate(parts):
        on.setdefault(part, []).append(str(view))
    made = ""
    for part, views in on.items():
        if not part or len(views) == len(parts):
            made += part
            continue
        hidden = "" if "0" in views else " hidden"
        made += re.sub(r"^<(\w+)", rf'<\1{hidden} data-on="{" ".join(views)}"', part)
    return made


def system_name(record: Record) -> str:
    """What a record was made on: its operating system and its Docker, if it has one."""
    docker = f"Docker {record.machine.docker}" if record.machine.docker else ""
    store = record.machine.store if f"-{record.machine.store}_" in record.system else ""
    return " · ".join(filter(None, (record.machine.os, docker, store)))


def _key(record: Record) -> str:
    return re.sub("_(live|stand-in)$", "", record.system)
