"""The guide's files, read once for all rules of the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from checks.guide.article import Article, load_article
from checks.guide.lesson import LANGUAGES, Language, Lesson, load_lessons
from checks.guide.measured import load_measured
from checks.guide.page import Page, PageReader
from checks.guide.problem import GuideError, Problem
from checks.guide.record import Record, load_records


@dataclass
class Guide:
    """All that the rules look at. What could not be read is missing here, and in `unread`."""

    root: Path
    lessons: dict[str, Lesson] = field(default_factory=dict)
    pages: dict[Language, dict[str, Page]] = field(default_factory=lambda: {"zh": {}, "en": {}})
    records: list[Record] = field(default_factory=list)
    article: Article | None = None
    others: list[Page] = field(default_factory=list)
    """Markdown at the top of the repository, such as README.md, which may use images, too."""
    menu: dict[str, int] = field(default_factory=dict)
    """The pages that mkdocs.yml names in its nav, each with its line."""
    unread: list[Problem] = field(default_factory=list)
    lessons_read: bool = True

    def twins(self) -> Iterator[tuple[Page, Page]]:
        """The pages that exist in both languages: Chinese, English."""
        for name, page in self.pages["zh"].items():
            if name in self.pages["en"]:
                yield page, self.pages["en"][name]

    def every_page(self) -> Iterator[Page]:
        """The pages of both languages."""
        for language in LANGUAGES:
            yield from self.pages[language].values()


def read_guide(root: Path) -> Guide:
    """Read everything below `root`. Raises nothing: what is wrong stands in `unread`."""
    guide = Guide(root)

    def attempt(read: Callable[[], None]) -> bool:
        try:
            read()
        except GuideError as error:
            guide.unread += error.problems
            return False
        return True

    def lessons() -> None:
        guide.lessons = load_lessons(root)

    def article() -> None:
        guide.article = load_article(root)

    def records() -> None:
        guide.records = load_records(root)

    def measured() -> None:
        load_measured(root)

    def pages() -> None:
        reader = PageReader(root)
        guide.menu = reader.menu()
        guide.pages = reader.pages()
        guide.others = [reader.page(path, path.stem, None) for path in sorted(root.glob("*.md"))]

    # Every one of them, so that one run names all that is wrong.
    read = [attempt(lessons), attempt(article)]
    guide.lessons_read = all(read)
    attempt(records)
    attempt(measured)
    attempt(pages)
    return guide


def near(name: str, known: Iterable[str]) -> str:
    """What ends a message about a name that is not known: the names most like it."""
    close = get_close_matches(name, [*known], n=3)
    return f"; did you mean {' or '.join(close)}?" if close else "; write it in docs/lessons first"
