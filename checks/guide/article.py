"""The article of 2014, line by line: what became of each, and the steps that show it.

`docs/article.toml` holds them. `commands` is every command line of the article as it was printed;
each `[[line]]` takes up some of them, in their order, or a claim that the article made in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from checks.guide.problem import GuideError, Problem
from checks.guide.record import Texts

FILE = "docs/article.toml"


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table."""

    section: str
    now: Texts
    """What became of it."""
    steps: Annotated[list[str], Meta(min_length=1)]
    """The keys of the steps that show it."""
    command: str = ""
    """The article's command lines; empty for a claim."""
    claim: Texts | None = None
    """What the article said in words; None for a command."""
    line: int = 1
    """Where it stands in the file."""

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.claim):
            raise ValueError("it takes either a command or a claim")


class Article(Struct, frozen=True, forbid_unknown_fields=True):
    """The table's rows in the article's order, and all of its command lines."""

    line: list[Entry]
    commands: str = ""

    def section(self, name: str) -> list[Entry]:
        """The rows of one section of the article. Raises KeyError if it has none."""
        rows = [entry for entry in self.line if entry.section == name]
        if not rows:
            raise KeyError(f'there is no section "{name}" in {FILE}')
        return rows

    def unaccounted(self) -> Iterator[Problem]:
        """Commands of the article that no row takes up, and rows that are not the article's."""
        taken = [(line, entry.line) for entry in self.line for line in _lines(entry.command)]
        for command, row in zip_longest(_lines(self.commands), taken):
            line, at = row or ("", 1)
            if command is None:
                yield Problem(FILE, at, f'"{line}" is no command of the article; see commands')
            elif command != line:
                message = "is taken up by no [[line]] here; write one, in the article's order"
                yield Problem(FILE, at, f'the article\'s command "{command}" {message}')
                return


def load_article(root: Path) -> Article | None:
    """Read the table; None if the guide has none. Raises GuideError."""
    path = root / FILE
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    starts = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[line]]"]
    try:
        article = msgspec.toml.decode(text, type=Article)
    except msgspec.DecodeError as error:
        row, at = (re.search(where, str(error)) for where in (r"\$\.line\[(\d+)\]", r"line (\d+)"))
        line = starts[int(row[1])] if row else int(at[1]) if at else 1
        message = f"this row is not complete: {error}" if row else str(error)
        raise GuideError([Problem(FILE, line, message)]) from None
    rows = zip(starts, article.line, strict=True)
    return replace(article, line=[replace(row, line=start) for start, row in rows])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
