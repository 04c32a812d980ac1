"""Line numbers of what was rendered, which HTML no longer knows."""

from __future__ import annotations


class Lines:
    """The lines of one page's text. Each method goes on where its last call stopped, so ask in the
    order of the page. Lines count from 1."""

    def __init__(self, text: str) -> None:
        self._lines = _bare(text)
        self._after = 0
        self._last_heading = 0
        self._seen: dict[str, int] = {}

    def fence(self, source: str) -> tuple[int, int]:
        """First and last line of the next fence that holds `source`."""
        wanted = _bare(source)
        for at in range(self._after, len(self._lines)):
            inside = self._lines[at + 1 : at + 1 + len(wanted)]
            opens = self._lines[at].startswith(("```", "~~~"))
            if opens and (inside == wanted or not source.strip()):
                self._after = at + len(wanted) + 1
                return at + 1, at + len(wanted) + 2
        return 1, 1

    def heading(self, level: int, id: str | None, text: str, fences: list[tuple[int, int]]) -> int:
        """The line of the next heading."""
        for at in range(self._last_heading, len(self._lines)):
            line = self._lines[at]
            if any(first <= at + 1 <= last for first, last in fences):
                continue
            if line.startswith("#" * level + " ") and (id is None or id in line or level == 1):
                self._last_heading = at + 1
                return at + 1
        return self.containing(text)

    def containing(self, text: str) -> int:
        """The line of the next appearance of `text`: the second call finds the second one."""
        start = self._seen.get(text, 0)
        for at in range(start, len(self._lines)):
            if text and text in self._lines[at]:
                self._seen[text] = at + 1
                return at + 1
        return start or 1


def _bare(text: str) -> list[str]:
    """The lines of `text` without the blanks and `>` of what they stand in."""
    return [line.strip().lstrip("> ") for line in text.split("\n")]
