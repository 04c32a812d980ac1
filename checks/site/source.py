"""What the site is made from, read once for each build: lessons, records, the article, figures."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from checks.guide.article import Article, load_article
from checks.guide.lesson import Language, Lesson, Step, load_lessons
from checks.guide.measured import Measured, load_measured
from checks.guide.problem import GuideError
from checks.guide.record import Record, load_records
from checks.site.views import Views

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

    @cached_property
    def views(self) -> Views:
        return Views(self.records)

    def of_page(self, page: str) -> list[Lesson]:
        """The lessons that a page shows: its own, and its lab lesson if it has one."""
        return [lesson for lesson in self.lessons.values() if lesson.page == page]

    def step(self, key: str) -> Step:
        """A step by `chapter/page/id`. Raises KeyError if there is none."""
        name, _, id = key.rpartition("/")
        for step in self.lessons[name].steps if name in self.lessons else ():
            if step.id == id:
                return step
        raise KeyError(f'there is no step "{key}"; write it in docs/lessons first')


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

    @property
    def legend(self) -> str:
        """The address of what explains the marks."""
        return f"{self.home}#marks"

    def to(self, page: str) -> str:
        """The way to another page."""
        return self.home + address(page) or "./"

    def to_step(self, step: Step) -> str:
        """The way to where a step is shown."""
        return f"{self.to(step.lesson.removesuffix('.lab'))}#{anchor(step)}"

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
