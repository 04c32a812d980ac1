"""The article of 2014, line by line: what became of each, and the steps that show it.

`docs/article.toml` holds them. `commands` is every command line of the article as it was printed;
each `[[line]]` takes up some of them, in their order, or a claim that the article made in words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.guide.lesson import Language
from checks.guide.problem import GuideError, Problem

FILE = "docs/article.toml"


@dataclass(frozen=True)
class Entry:
    """One row of the table."""

    line: int
    """Where it stands in the file."""
    section: str
    command: str
    """The article's command lines; empty for a claim."""
    claim: dict[Language, str]
    """What the article said in words; empty for a command."""
    now: dict[Language, str]
    """What became of it."""
    steps: tuple[str, ...]
    """The keys of the steps that show it."""


@dataclass(frozen=True)
class Article:
    """The table's rows in the article's order, and all of its command lines."""

    entries: tuple[Entry, ...]
    commands: tuple[str, ...]

    def section(self, name: str) -> list[Entry]:
        """The rows of one section of the article. Raises KeyError if it has none."""
        rows = [entry for entry in self.entries if entry.section == name]
        if not rows:
            raise KeyError(f'there is no section "{name}" in {FILE}')
        return rows

    def unaccounted(self) -> Iterator[Problem]:
        """Commands of the article that no row takes up, and rows that are not the article's."""
        taken = [(line, entry) for entry in self.entries for line in _lines(entry.command)]
        for number, line in enumerate(self.commands):
            if number >= len(taken) or taken[number][0] != line:
                at = taken[number][1].line if number < len(taken) else 1
                yield Problem(
                    FILE,
                    at,
                    f'the article\'s command "{line}" is taken up by no [[line]] here; '
                    "write one, in the article's order",
                )
                return
        for line, entry in taken[len(self.commands) :]:
            yield Problem(FILE, entry.line, f'"{line}" is no command of the article; see commands')


def load_article(root: Path) -> Article | None:
    """Read the table; None if the guide has none. Raises GuideError."""
    path = root / FILE
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        raise GuideError([Problem(FILE, int(where[1]) if where else 1, str(error))]) from None
    at = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[line]]"]
    problems: list[Problem] = []
    entries = []
    for line, row in zip(at, data.get("line", []), strict=True):
        try:
            entries.append(_entry(line, row))
        except (KeyError, TypeError, ValueError) as error:
            problems.append(Problem(FILE, line, f"this row is not complete: {error}"))
    if problems:
        raise GuideError(problems)
    return Article(tuple(entries), tuple(_lines(str(data.get("commands", "")))))


def _entry(line: int, row: dict[str, Any]) -> Entry:
    known = {"section", "command", "claim", "now", "steps"}
    if extra := row.keys() - known:
        raise ValueError(
            f"{', '.join(sorted(extra))} is unknown; it has {', '.join(sorted(known))}"
        )
    if ("command" in row) == ("claim" in row):
        raise ValueError("it takes either a command or a claim")
    if not row.get("steps"):
        raise ValueError("it names no step that shows it")
    return Entry(
        line,
        row["section"],
        row.get("command", ""),
        _texts(row, "claim") if "claim" in row else {},
        _texts(row, "now"),
        tuple(row["steps"]),
    )


def _texts(row: dict[str, Any], name: str) -> dict[Language, str]:
    texts = row.get(name, {})
    if set(texts) != {"zh", "en"} or not all(str(text).strip() for text in texts.values()):
        raise ValueError(f"{name} has a text in zh and one in en")
    return {"zh": str(texts["zh"]), "en": str(texts["en"])}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
