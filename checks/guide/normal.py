"""A step's output as it is kept: what differs from run to run becomes a named placeholder.

So the difference between two records is what changed in the world. The page shows the same text:
a placeholder stands in angle brackets and says what stood there, and tables stay tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from checks.guide.buildkit import normal_build
from checks.guide.tables import close_tables, open_tables
from checks.guide.unordered import settle_lines

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_CLOCK = r"\d\d:\d\d:\d\d"
_BUILD = "(?:#\\d+ <time> )?"  # before what a build prints
_SPAN = "(?:Less than a|About an?|\\d+) (?:second|minute|hour|day|week|month|year)s?"

# In this order: a longer pattern before one that would match a part of it.
_IDS = (
    (r"\bsha256:[0-9a-f]{64}\b", "sha256:<digest>"),
    (r"\b[0-9a-f]{64}\b", "<id>"),
    (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<uuid>"),
    # BuildKit, of a cache: in the classic store, then in containerd's.
    (r"(?<=<uuid>::)[0-9a-z]{25}\b", "<id>"),
    (r"(?<=checksum of ref )[0-9a-z]{25}::[0-9a-z]{25}\b", "<id>::<id>"),
    # A registry keeps a blob in a folder that has its first two digits.
    (r"(?<=/sha256/)[0-9a-f]{2}/<id>", "<start>/<id>"),
    (r"^[0-9a-f]{12}(?=: [A-Z])", "<short id>"),  # a layer
    (r"\bbr-[0-9a-f]{12}\b", "br-<short id>"),
    # Twelve hexadecimal digits with a letter and a digit among them: a short id, not a number. It
    # is two characters longer, which matters where something stands under a heading.
    (r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12}\b(?=  )", "<short id>  "),
    (r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12}(?![0-9A-Za-z])", "<short id>"),
    (r"\bveth[0-9a-f]{7}\b", "veth<id>"),
    (r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", "<mac>"),
)

_TIMES = (
    (rf"\b\d{{4}}-\d\d-\d\d[T ]{_CLOCK}(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?(?: UTC)?", "<time>"),
    (rf"\b\d{{4}}/\d\d/\d\d {_CLOCK}(?:\.\d+)?\b", "<time>"),  # nginx, Go
    (rf"\b\d\d/{_MONTH}/\d{{4}}:{_CLOCK} [+-]\d{{4}}", "<time>"),  # the log of a web server
    (rf"\b{_DAY},? \d+ {_MONTH} \d{{4}} {_CLOCK}(?: GMT| UTC| [+-]\d{{4}})?", "<time>"),
    (rf"\b{_DAY} {_MONTH} +\d+ {_CLOCK}(?:\.\d+)?(?: UTC)? \d{{4}}", "<time>"),
    (rf"\b{_MONTH} +\d+ {_CLOCK}\b", "<time>"),
    (rf"\b{_SPAN}(?= ago)", "<some time>"),
    (rf"\bUp {_SPAN}\b", "Up <some time>"),
    (r"(?<=: Retrying in )\d+ seconds?", "<some time>"),
)

# What a program says of how fast it was, and the numbers that the kernel gave to its processes and
# to its end of a connection.
_CHANCE = (
    (r"^(\[\d+\]) \d+$", r"\1 <pid>"),  # bash, of a command in the background
    (r"^(<time> \S+ [\w.@-]+)\[\d+\]:", r"\1[<pid>]:"),  # the journal
    (r"^Connection to \S+ closed by remote host\.\n", ""),  # ssh, if the host that goes says so
    (r"(?<=/tmp\.)[0-9A-Za-z]{10}\b", "<random>"),  # mktemp
    (r"(?<=@if)\d+(?: +(?= ))?(?=[ :])", "<n>"),  # ip, of the other end of an interface
    (r"^(curl: .* after) \d+ (?:ms|milliseconds)\b", r"\1 <some time>"),
    (r"\b((?:span|trace)ID)=[0-9a-f]{16,32}\b", r"\1=<id>"),  # dockerd
    (r"\b((?:read|write) (?:tcp|udp) [\d.]+):\d+->", r"\1:<port>->"),  # Go, of a broken connection
    # dockerd, of a port taken for both: it names the first of the two that its Go map has.
    (r"(?<=\bBind for )::(?=:\d+ failed: port is already allocated)", "0.0.0.0"),
    # BuildKit, of a warning that it repeats at the end: not if the build was quicker.
    (r"^#\d+ WARN: (\w+: .*)\n(?=(?:.*\n)* - \1$)", ""),
    (r"^(qemu-img: error while reading at byte .*\n)\1+", r"\1"),  # each of its readers says it
    (r"(?<= \[IP: )[^]]+", "<address>"),  # apt, of a failure
    # dockerd, of the host's processor: linux/amd64/v3.
    (r"(?<=detected host platform \()(linux/\w+)/v\d(?=\))", r"\1/<level>"),
    (r"\b198\.19\.\d+\.(?=\d)", "198.19.<n>."),  # a machine's own network (lab/sandbox.py)
    # dpkg: how many files it knows depends on all that was ever installed on that machine.
    (r"(?<=^\(Reading database \.\.\. )\d+(?= files )", "<number>"),
    # apt: what the machine has and the archive has newer, the speed, and the size of an archive's
    # lists, which change by the day.
    (rf"^({_BUILD}\d+ upgraded, .* to remove and) \d+ (?=not upgraded\.$)", r"\1 <number> "),
    (rf"^({_BUILD}Fetched) [\d.,]+ [kMG]?B in .*$", r"\1 <size> in <some time>"),
    (
        rf"^({_BUILD}Get:\d+ .* (?:\w*Release|Packages|Sources|Translation-\w+) \[)[\d.,]+ \w*B\]$",
        r"\1<size>]",
    ),
)

_PATTERNS = [
    (re.compile(pattern, re.MULTILINE), placeholder)
    for pattern, placeholder in (*_IDS, *_TIMES, *_CHANCE)
]

_ESCAPE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_=>])")


def normal(text: str, mirrors: Iterable[str] = (), hide: Mapping[str, str] | None = None) -> str:
    """`text` with what differs from run to run replaced by named placeholders.

    `mirrors` are the hosts of the machine's apt archive, which is not the reader's; `hide` maps a
    placeholder's name to the regular expression of what it replaces (its first group, if it has
    one), for what only the step's check can know. It sees the lines of a build in their order.

    In normal form already, a text stays as it is.
    """
    text = open_tables(normal_build(screen(text)))
    for name, pattern in (hide or {}).items():
        text = re.sub(pattern, partial(_put, f"<{name}>"), text, flags=re.MULTILINE)
    for host in sorted(mirrors, key=len, reverse=True):
        text = text.replace(host, "<apt mirror>")
    for known, placeholder in _PATTERNS:
        text = known.sub(placeholder, text)
    return settle_lines(close_tables(text))


def without_tries(stderr: str) -> str:
    """`stderr` of a command that succeeded without what `curl --retry` said of the tries before:
    how many there were is chance."""
    return re.sub(r"^curl: \(\d+\) .*\n", "", stderr, flags=re.MULTILINE)


def screen(text: str) -> str:
    """What a terminal shows in the end: of a line drawn several times the last state, no colours.

    How often a progress bar is drawn, and a prompt, is chance.
    """
    lines = _ESCAPE.sub("", text).split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def _put(placeholder: str, match: re.Match[str]) -> str:
    """The match with `placeholder` in its first group, or for all of it if it has none."""
    start, end = match.span(1 if match.re.groups else 0)
    if match.string.startswith(placeholder, start):
        return match[0]  # it has been put there before
    return match[0][: start - match.start()] + placeholder + match[0][end - match.start() :]
