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

from checks.guide.lesson import Language
from checks.guide.problem import GuideError, Problem

FILE = "docs/article.toml"

_Text = Annotated[str, Meta(pattern=r"\S")]


class Texts(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages."""

    zh: _Text
    en: _Text

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


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
                yield Problem(
                    FILE,
                    at,
                    f'the article\'s command "{command}" is taken up by no [[line]] here; '
                    "write one, in the article's order",
                )
                return


def load_article(root: Path) -> Article | None:
    """Read the table; None if the guide has none. Raises GuideError."""
    path = root / FILE
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    at = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[line]]"]
    try:
        article = msgspec.toml.decode(text, type=Article)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        row = re.match(r"\$\.line\[(\d+)\]", where)
        line = at[int(row[1])] if row else 1
        raise GuideError(
            [Problem(FILE, line, f"this row is not complete: {message} ({where.rstrip('`')})")]
        ) from None
    except msgspec.DecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise GuideError([Problem(FILE, int(found[1]) if found else 1, str(error))]) from None
    rows = zip(at, article.line, strict=True)
    replace = msgspec.structs.replace
    return replace(article, line=[replace(row, line=line) for line, row in rows])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
