"""Lines whose order means nothing, in a fixed order: those of apt, of pulls and of lists.

A group is known by the shape that its program gives to its lines and is sorted only within itself,
so that a line more, less or other is still a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain, groupby


def settle_lines(text: str) -> str:
    """`text` with each such group of lines in its order. Ids must be placeholders already."""
    lines = text.split("\n")
    for shape, change in _GROUPS:
        lines = [*_settled(lines, shape, change)]
    return "\n".join(lines)


def in_order(text: str) -> str:
    """`text` with its lines sorted. That their order is chance, the step's check knows."""
    body = text.rstrip("\n")
    return "\n".join(sorted(body.split("\n"))) + text[len(body) :]


_Change = Callable[[list[str]], Iterable[str]]


def _settled(lines: list[str], shape: re.Pattern[str], change: _Change) -> Iterable[str]:
    for fits, same in groupby(lines, lambda line: shape.fullmatch(line) is not None):
        group = [*same]
        yield from change(group) if fits else group


_ANSWER = re.compile(r"(?P<verb>Get|Hit|Ign|Err):\d+ (?P<what>.*)")


def _apt(lines: list[str]) -> Iterable[str]:
    """By address and package. apt asks several hosts at once and numbers answers as they come.

    Why one failed is in the line after it, and stays there.
    """
    found: list[list[str]] = []
    for line in lines:
        if match := _ANSWER.fullmatch(line):
            found.append([match["what"], match["verb"]])
        elif found:
            found[-1].append(line)
        else:
            yield line
    for nth, (what, verb, *why) in enumerate(sorted(found), 1):
        yield from (f"{verb}:{nth} {what}", *why)


_STATES = (
    "Already exists",
    "Pulling fs layer",
    "Preparing",
    "Retrying in <some time>",
    "Layer already exists",
    "Mounted from .*",
    "Pushed",
    "Download complete",
    "Pull complete",
)
"""What `docker pull` and `docker push` say of a layer, in the order in which they say it."""

_PASSING = ("Waiting", "Downloading", "Verifying Checksum", "Extracting", "Pushing")
"""What they say only of a layer that is still there when they next look."""


def _layers(lines: list[str]) -> Iterable[str]:
    """By state. Docker transfers layers side by side, and the ids, placeholders by now, hide which.

    "Download complete" is where a layer stays in the containerd image store of Docker 26, and else
    a passing state. Of waiting to try again, it is shown once that it happened.
    """
    said = [line.partition(": ")[2] for line in lines]
    passing = (*_PASSING, "Download complete") if "Pull complete" in said else _PASSING
    for state in _STATES:
        found = sorted(
            line for line, what in zip(lines, said, strict=True) if re.fullmatch(state, what)
        )
        if state not in passing:
            yield from found[:1] if state.startswith("Retrying") else found


def _by_path(lines: list[str]) -> Iterable[str]:
    """`docker diff` walks folders in the order in which the file system has them."""
    return sorted(lines, key=lambda line: line[2:].split("/"))


def _pruned(lines: list[str]) -> Iterable[str]:
    """`docker image prune` takes the images as a Go map has them. First names, then layers."""
    return sorted(lines, key=lambda line: (line.startswith("deleted"), line))


_MARKING = re.compile(r"\S+: marking (?P<what>manifest|blob) .*")


def _collected(lines: list[str]) -> Iterable[str]:
    """`registry garbage-collect` goes by digest. A manifest keeps its blobs, which follow it."""
    found: list[list[str]] = []
    for line in lines:
        match = _MARKING.fullmatch(line)
        if found and match and match["what"] == "blob":
            found[-1].append(line)
        else:
            found.append([line])
    return chain.from_iterable(sorted(found, reverse=True))


_GROUPS: tuple[tuple[re.Pattern[str], _Change], ...] = (
    (re.compile(rf"{_ANSWER.pattern}|  .* \[IP: .*\]"), _apt),
    (re.compile(rf"<short id>: (?:{'|'.join(_STATES + _PASSING)})"), _layers),
    (re.compile(r"[ACD] /.*"), _by_path),
    (re.compile(r"(?:untagged|deleted): .*"), _pruned),
    (re.compile(rf"{_MARKING.pattern}|manifest eligible for deletion: .*"), _collected),
)
