"""The plain progress of a build (`docker build` without a terminal) in normal form.

BuildKit works on several vertices at once (`#5 [2/3] RUN make` is one) and prints whichever has
news. So the vertices' order and numbers, how often it leaves one (`#5 ...`) and comes back to it,
which half-way states of a download it shows, and all times are chance.
The printer: https://github.com/moby/buildkit/blob/master/util/progress/progressui/printer.go
"""

from __future__ import annotations

import re

_BEGIN = re.compile(r"#0 building with |#1 \[internal\] load ")
_LINE = re.compile(r"#(\d+) (.*)")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

_STAGE = re.compile(r"\[(?:([\w.-]+) +)?(\d+)/\d+\] ")
_ENDS = re.compile(r"(?:exporting|pushing|resolving provenance) ")

_FIRST = (
    "building with ",
    "[internal] load build definition",
    "[internal] load metadata",
    "[auth] ",
    "[internal] load .dockerignore",
    "[internal] load build context",
)
"""What comes before the Dockerfile's instructions, in this order."""

_STATES = ("resolve ", "sha256:", "extracting ")
"""Those of a base image, in this order."""

_STATUS = re.compile(
    r"(?P<what>(?:exporting|extracting|naming|pushing|resolve|sending|sha256:|transferring|unpacking"
    r"|writing).*?)"
    r"(?P<size> [\d.]+[kMGT]?B(?: / (?P<total>[\d.]+[kMGT]?B))?)?"
    r"(?: \d+\.\d+s)?"
    r"(?P<done> done)?"
)
"""What a vertex is at: `transferring context: 2B 0.1s done`. BuildKit leaves out a time too short
to tell, so a line without it looks like one of its own."""

_TIME = re.compile(r"^\d+\.\d+(?= )|(?<=^DONE )\d+\.\d+s$")
"""The seconds since a RUN instruction began, before what it prints, and those of a vertex."""


def normal_build(text: str) -> str:
    """`text` with the vertices of each build in a fixed order, each in one piece, numbered anew.

    The order is BuildKit's own where one thing waits for another: the Dockerfile, its base images,
    the context, the stages (those with a name first), the export.
    """
    lines = text.split("\n")
    starts = [nth for nth, line in enumerate(lines) if _BEGIN.match(line)]
    named = [nth for nth in starts if lines[nth].startswith("#0 ")]
    starts = named or starts[:1]  # "#1" comes again when BuildKit comes back to it
    made = lines[: starts[0]] if starts else lines
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        after = 1 + max(nth for nth in range(start, end) if _LINE.match(lines[nth]))
        built = _build(lines[start:after])
        made += [*built, *_failure(lines[after:end], built)]
    return "\n".join(made)


def _build(lines: list[str]) -> list[str]:
    """The lines of one build, from its first `#` to its last."""
    vertices: dict[str, list[str]] = {}
    number = ""
    for line in filter(None, lines):
        if match := _LINE.match(line):
            number, said = match.groups()
            told = vertices.setdefault(number, [])
            if not told or said not in (told[0], "..."):
                told.append(said)
        else:  # an error message has more than one line
            vertices[number][-1] += f"\n{line}"
    settled = [_settled(*told) for told in vertices.values()]
    ordered = _in_order(settled)
    first = int(next(iter(vertices)))
    blocks = [
        "\n".join(f"#{nth} {line}" for line in vertex) for nth, vertex in enumerate(ordered, first)
    ]
    return "\n\n".join(blocks).split("\n")


def _settled(name: str, *lines: str) -> list[str]:
    """A vertex's name and what it says, without what chance decides.

    Its states stand together, layers by size: they come side by side, and their digests, by which
    one could tell them apart, differ from one image store to the next.
    """
    states: dict[str, re.Match[str]] = {}
    said: list[str] = []
    for nth, line in enumerate(lines):
        if match := _STATUS.fullmatch(line):
            again = "<digest>" not in line  # without its digest, each is another layer
            states[match["what"] if again else str(nth)] = match
        else:
            said.append(_TIME.sub("<time>", line))
    # What is looked up first, such as a base image, ends twice and is told once or twice. Of a base
    # image the last word is that it is done or that it was cached, by chance.
    ends = [line for line in said if line in ("DONE <time>", "CACHED")]
    if ends:
        end = "DONE <time>" if "] FROM " in name else ends[-1]
        said = [*(line for line in said if line not in ends), end]
    shown = [_state(match, bool(ends)) for match in states.values()]
    return [name, *sorted(shown, key=_place), *said]


def _state(last: re.Match[str], done: bool) -> str:
    """How a vertex shows a state at the end. That the state ends is not always shown."""
    if not done and not last["done"]:
        return last["what"]
    size = f" {last['total']} / {last['total']}" if last["total"] else last["size"] or ""
    return f"{last['what']}{size} done"


def _place(state: str) -> tuple[int, str]:
    """Where a state stands in its vertex. The sort is stable, so others stay as they came."""
    rank = _rank(state, _STATES)
    return rank, _DIGEST.sub("", state) if rank < len(_STATES) else ""


def _rank(text: str, beginnings: tuple[str, ...]) -> int:
    """Which of `beginnings` a text has; their number if it has none."""
    return next((n for n, x in enumerate(beginnings) if text.startswith(x)), len(beginnings))


def _in_order(vertices: list[list[str]]) -> list[list[str]]:
    """The vertices in the order that `normal_build` promises."""
    names = [vertex[0] for vertex in vertices]

    def key(vertex: list[str]) -> tuple[int, int, str, int, list[str]]:
        name = vertex[0]
        if stage := _STAGE.match(name):
            title = stage[1] or ""
            # BuildKit calls a stage without a name, as the last one mostly is, stage-1.
            return len(_FIRST) + 1, title.startswith("stage-"), title, int(stage[2]), vertex
        if _ENDS.match(name):  # one after the other
            return len(_FIRST) + 2, names.index(name), "", 0, vertex
        return _rank(name, _FIRST), 0, name, 0, vertex

    return sorted(vertices, key=key)


def _failure(lines: list[str], built: list[str]) -> list[str]:
    """What follows a build. After a failure it repeats what the instruction printed, with times:
    or an empty line, by chance, if the instruction was quick."""
    made: list[str] = []
    printed: list[str] = []
    repeats = False
    for line in lines:
        if line.startswith(" > ["):
            vertex = next((said.split()[0] for said in built if said.endswith(line[2:-1])), "#")
            start = f"{vertex} <time> "
            printed = [said[len(vertex) + 1 :] for said in built if said.startswith(start)]
        repeats = line.startswith(" > [") or (repeats and line != "------")
        if repeats and not line:
            made += printed
        else:
            made.append(_TIME.sub("<time>", line) if repeats else line)
    return made
