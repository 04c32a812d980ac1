"""The guide's files, read once for all rules of the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from checks.guide.lesson import LANGUAGES, Language, Lesson, load_lessons
from checks.guide.measured import Measured, load_measured
from checks.guide.page import Page, load_pages
from checks.guide.problem import GuideError, Problem
from checks.guide.record import Record, load_records


@dataclass
class Guide:
    """All that the rules look at."""

    root: Path
    lessons: dict[str, Lesson]
    pages: dict[Language, dict[str, Page]]
    records: list[Record]
    unread: list[Problem]
    """What is wrong with files that could not be read, which are missing here."""

    def twins(self) -> Iterator[tuple[Page, Page]]:
        """The pages that exist in both languages: Chinese, English."""
        for name, page in self.pages["zh"].items():
            if name in self.pages["en"]:
                yield page, self.pages["en"][name]

    def every_page(self) -> list[Page]:
        """The pages of both languages."""
        return [page for pages in self.pages.values() for page in pages.values()]


T = TypeVar("T")


def read_guide(root: Path) -> Guide:
    """Read everything below `root`. Raises nothing: what is wrong stands in `unread`."""
    unread: list[Problem] = []

    def attempt(read: Callable[[Path], T], otherwise: T) -> T:
        try:
            return read(root)
        except GuideError as error:
            unread.extend(error.problems)
            return otherwise

    # Every one of them, so that one run names all that is wrong.
    attempt(load_measured, list[Measured]())
    return Guide(
        root,
        attempt(load_lessons, {}),
        attempt(load_pages, {language: {} for language in LANGUAGES}),
        attempt(load_records, []),
        unread,
    )
