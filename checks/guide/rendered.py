"""What is in a rendered page: headings, links, images, code, and the macros that came out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

NO_ID = "-no-id-"
"""The id of a heading whose page gives it none (see `slugify` of PageReader)."""


class Rendered(HTMLParser):
    """A page's HTML: `feed` it, `close` it, then read the attributes, which are in page order."""

    def __init__(self) -> None:
        super().__init__()
        self.macros: set[int] = set()
        """Numbers (`data-call`) of the macros that readers see: not in code, not in comments."""
        self.headings: list[tuple[int, str | None, str]] = []
        """Level, id, text. The id is None where the page gives none."""
        self.targets: list[tuple[str, str]] = []
        """What each link and image leads to: `link` or `image`, and the address."""
        self.code: list[tuple[str, str]] = []
        """Code that no fence made: `pre` and its text, or `code` and inline code over several
        lines."""
        self._heading: tuple[int, str | None] | None = None
        self._inside = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-call" in given and not self._inside:
            self.macros.add(int(given["data-call"]))
        if re.fullmatch("h[1-6]", tag):
            id = given.get("id", "")
            self._heading = (int(tag[1]), None if not id or id.startswith(NO_ID) else id)
            self._text = ""
        elif tag == "a" and "href" in given:
            self.targets.append(("link", given["href"]))
        elif tag == "img" and "src" in given:
            self.targets.append(("image", given["src"]))
        elif tag in ("pre", "code") and not self._inside and "data-fence" not in given:
            self._inside = tag
            self._text = self._text if self._heading else ""

    def handle_endtag(self, tag: str) -> None:
        if self._heading and tag == f"h{self._heading[0]}":
            self.headings.append((*self._heading, self._text.strip()))
            self._heading = None
        elif tag == self._inside:
            if tag == "pre" or ("\n" in self._text and not self._heading):
                self.code.append((tag, self._text))
            self._inside = ""

    def handle_data(self, data: str) -> None:
        self._text += data
