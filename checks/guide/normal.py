"""A step's output as it is kept: what differs from run to run becomes a named placeholder.

So the difference between two records is what changed in the world. The page shows the same text;
a placeholder stands in angle brackets and says what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_UNIT = "(?:second|minute|hour|day|week|month|year)s?"

# In this order: a longer pattern before one that would match a part of it.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), placeholder)
    for pattern, placeholder in (
        (r"\bsha256:[0-9a-f]{64}\b", "sha256:<digest>"),
        (r"\b[0-9a-f]{64}\b", "<id>"),
        # Twelve hexadecimal digits with a letter and a digit among them: a short id, not a number.
        (r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}\b", "<short id>"),
        (r"\bveth[0-9a-f]{7}\b", "veth<id>"),
        (r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", "<mac>"),
        (
            r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?(?: UTC)?",
            "<time>",
        ),
        (rf"\b{_DAY},? \d+ {_MONTH} \d{{4}} \d\d:\d\d:\d\d(?: GMT| UTC| [+-]\d{{4}})?", "<time>"),
        (rf"\b{_DAY} {_MONTH} +\d+ \d\d:\d\d:\d\d(?:\.\d+)?(?: UTC)? \d{{4}}", "<time>"),
        (rf"\b{_MONTH} +\d+ \d\d:\d\d:\d\d\b", "<time>"),
        (rf"\b(?:Less than a|About an?|\d+) {_UNIT}(?= ago)", "<some time>"),
        (rf"\bUp (?:Less than a|About an?|\d+) {_UNIT}\b", "Up <some time>"),
        # apt's own account of a download: size and speed depend on the mirror and the day.
        (r"^(Fetched) [\d.,]+ [kMG]?B in .*$", r"\1 <size> in <some time>"),
        (r"^\[(\d+)\] \d+$", r"[\1] <pid>"),
    )
)


def normal(text: str, mirrors: Iterable[str] = (), hide: Mapping[str, str] | None = None) -> str:
    """`text` with what differs from run to run replaced by named placeholders.

    `mirrors` are the hosts of the machine's apt archive, which is not the reader's; `hide` maps a
    placeholder's name to the regular expression of what it replaces (its first group, if it has
    one), for what only the step's check can know.
    """
    for name, pattern in (hide or {}).items():
        text = re.sub(
            pattern,
            lambda match, n=name: _put(match, f"<{n}>"),  # type: ignore[misc]
            text,
            flags=re.MULTILINE,
        )
    for host in mirrors:
        text = text.replace(host, "<apt mirror>")
    for known, placeholder in _PATTERNS:
        text = known.sub(placeholder, text)
    return text


def _put(match: re.Match[str], placeholder: str) -> str:
    if not match.re.groups:
        return placeholder
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return match[0][:start] + placeholder + match[0][end:]
