"""What went wrong in the lab, told to the person who ran it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class LabError(Exception):
    """The lab cannot do what was asked.

    `what` says what is wrong, `remedy` what to do about it. Printed as one paragraph, never as a
    traceback.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}\n  {remedy}")


def meant(name: str, known: Iterable[str], most: int = 3, alike: float = 0.4) -> str:
    """A question behind a sentence, which of the `known` names was meant; empty if none is near."""
    near = difflib.get_close_matches(name, [*known], most, alike)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def tail(text: str, lines: int = 12) -> str:
    """The last lines of `text` as an indented block, to stand behind a colon."""
    return "".join(f"\n    {line}" for line in text.strip().splitlines()[-lines:])
