"""What is in a rendered page, and on which line of its text, which HTML no longer knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

NO_ID = "-no-id-"
"""The id of a heading whose page gives it none (see `slugify` in page.py)."""


@dataclass(frozen=True)
class Heading:
    """A heading. `id` is None where the page does not give one."""

    level: int
    id: str | None
    text: str
    line: int


@dataclass(frozen=True)
class Target:
    """What a `link` or an `image` points to, as written."""

    kind: str
    url: str
    line: int


class Lines:
    """The lines of one page's text, counted from 1. Ask for all fences first, and for what is alike
    in the order of the page."""

    def __init__(self, text: str) -> None:
        self._lines = _bare(text)
        self._last: Counter[str] = Counter()

    def fence(self, source: str) -> int:
        """The line of the next fence that holds `source`; nothing else is found in it."""
        wanted = _bare(source)
        for at, line in enumerate(self._lines):
            end = at + 1 + len(wanted)
            held = not source.strip() or self._lines[at + 1 : end] == wanted
            if held and line.startswith(("```", "~~~")):
                self._lines[at : end + 1] = [""] * (len(wanted) + 2)
                return at + 1
        return 1

    def heading(self, level: int, id: str | None, text: str) -> int:
        """The line of the next heading."""
        marks, named = "#" * level + " ", (id or "") if level > 1 else ""
        found = self._next("#", lambda line: line.startswith(marks) and named in line)
        return found or self.containing(text)

    def containing(self, text: str) -> int:
        """The line of the next appearance of `text`, or else of the last one."""
        return self._next(text, lambda line: text in line) or self._last[text] or 1

    def _next(self, kind: str, fits: Callable[[str], bool]) -> int:
        """The next line that fits, below the last one of its kind; 0 if there is none."""
        for number, line in enumerate(self._lines, 1):
            if number > self._last[kind] and fits(line):
                self._last[kind] = number
                return number
        return 0


def _bare(text: str) -> list[str]:
    """The lines of `text` without the blanks and `>` of what they stand in."""
    return [line.strip().lstrip("> ") for line in text.split("\n")]


class Rendered(HTMLParser):
    """What a page's HTML shows, in page order. Its fences were already asked for in `lines`."""

    def __init__(self, html: str, lines: Lines) -> None:
        super().__init__()
        self.macros: set[int] = set()
        """Numbers (`data-call`) of the macros that readers see: not in code, not in comments."""
        self.headings: list[Heading] = []
        self.targets: list[Target] = []
        self.code: list[tuple[str, int]] = []
        """Code that no fence made, with its line: `pre`, or inline `code` over several lines."""
        self._lines = lines
        self._heading: tuple[int, str | None] | None = None
        self._inside = self._text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-call" in given and not self._inside:
            self.macros.add(int(given["data-call"]))
        if re.fullmatch("h[1-6]", tag):
            id = given.get("id", "")
            self._heading = (int(tag[1]), None if not id or id.startswith(NO_ID) else id)
            self._text = ""
        elif (url := given.get({"a": "href", "img": "src"}.get(tag, ""))) is not None:
            kind = "link" if tag == "a" else "image"
            self.targets.append(Target(kind, url, self._lines.containing(url)))
        elif tag in ("pre", "code") and not self._inside and "data-fence" not in given:
            self._inside = tag
            self._text = self._text if self._heading else ""

    def handle_endtag(self, tag: str) -> None:
        if self._heading and tag == f"h{self._heading[0]}":
            (level, id), text = self._heading, self._text.strip()
            self.headings.append(Heading(level, id, text, self._lines.heading(level, id, text)))
            self._heading = None
        elif tag == self._inside:
            if tag == "pre" or ("\n" in self._text and not self._heading):
                first = self._text.strip().partition("\n")[0].strip()
                self.code.append((tag, self._lines.containing(first)))
            self._inside = ""

    def handle_data(self, data: str) -> None:
        self._text += data
