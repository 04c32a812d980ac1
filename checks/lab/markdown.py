"""Text of any kind inside Markdown, where GitHub neither renders, links nor notifies."""

from __future__ import annotations

import re
import unicodedata


def fence(text: str, language: str = "text", limit: int = 3_000) -> str:
    """A code block that its text can neither end nor overfill: `limit` characters are kept."""
    text = visible(text).strip("\n")
    if len(text) > limit:
        head, tail = text[: limit // 3], text[-(limit - limit // 3) :]
        text = f"{head}\n[… {len(text) - limit:,} characters left out …]\n{tail}"
    longest = max(map(len, re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{text}\n{marks}"


def code(text: str) -> str:
    """Code within a line, for short texts."""
    return "`" + visible(text).replace("`", "'").replace("\n", " ") + "`"


def visible(text: str) -> str:
    """Control and format characters, and what cannot be written as UTF-8, as escapes."""
    return re.sub(r"[^\n\t -~]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    hidden = unicodedata.category(match[0]) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return match[0].encode("unicode_escape").decode() if hidden else match[0]


def fitting(sections: list[str], limit: int) -> str:
    """As many whole sections as fit into `limit` characters, at least two, and how many do not."""
    fit, length = 0, 0
    for section in sections:
        length += len(section) + 2
        if fit > 1 and length > limit:
            break
        fit += 1
    rest = len(sections) - fit
    more = [f"**{rest} more** left out here; the records of the run hold them all."] if rest else []
    return "\n\n".join(sections[:fit] + more) + "\n"
