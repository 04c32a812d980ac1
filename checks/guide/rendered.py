"""What is in a rendered page: headings, links, images, code, and the macros that came out."""

from __future__ import annotations

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
        self.links: list[str] = []
        self.images: list[str] = []
        self.blocks: list[str] = []
        """The text of each `<pre>` that no fence made."""
        self.spans: list[str] = []
        """Inline code that goes over several lines."""
        self._heading: tuple[int, str | None] | None = None
        self._pre = self._code = False
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-call" in given and not self._pre and not self._code:
            self.macros.add(int(given["data-call"]))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            id = given.get("id", "")
            self._heading = (int(tag[1]), None if not id or id.startswith(NO_ID) else id)
            self._text = ""
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "img" and "src" in given:
            self.images.append(given["src"])
        elif tag == "pre" and "data-fence" not in given:
            self._pre, self._text = True, ""
        elif tag == "code" and not self._pre:
            self._code = True
            if self._heading is None:
                self._text = ""

    def handle_endtag(self, tag: str) -> None:
        if self._heading and tag == f"h{self._heading[0]}":
            self.headings.append((*self._heading, self._text.strip()))
            self._heading = None
        elif tag == "pre" and self._pre:
            self.blocks.append(self._text)
            self._pre = False
        elif tag == "code" and self._code:
            if "\n" in self._text and self._heading is None:
                self.spans.append(self._text)
            self._code = False

    def handle_data(self, data: str) -> None:
        self._text += data
