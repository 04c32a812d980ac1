"""Lines whose order means nothing, in a fixed order: those of apt, pulls, Compose and lists.

A group is known by the shape that its program gives to its lines and is sorted only within itself,
so that a line more, less or other is still a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, groupby


def settle_lines(text: str) -> str:
    """`text` with each such group of lines in its order. Ids must be placeholders already."""
    for labels, between in _LABELS:
        text = labels.sub(partial(_sorted, between), text)
    lines = text.split("\n")
    for shape, change in _GROUPS:
        lines = [*_settled(lines, shape, change)]
    return "\n".join(lines)


_LABELS = (
    (re.compile(r'(?<=\\"labels\\":\[)[^]]+'), ","),  # in the settings that dockerd logs
    (re.compile(r"(?m)(?<=^\[)\S+=\S+(?: \S+=\S+)+(?=\]$)"), " "),  # alone, as Go prints a list
)
"""Of the daemon, which has them in a Go map, and what stands between two."""


def _sorted(between: str, labels: re.Match[str]) -> str:
    return between.join(sorted(labels[0].split(between)))


def in_order(text: str) -> str:
    """`text` with its lines sorted, but for tables' headings: where the check knows of chance."""
    body, row = text.rstrip("\n"), re.compile(r"(?![A-Z]{2}[A-Z ]*(?:  |\t)).*")
    return "\n".join(_settled(body.split("\n"), row, sorted)) + text[len(body) :]


_Change = Callable[[list[str]], Iterable[str]]


def _settled(lines: list[str], shape: re.Pattern[str], change: _Change) -> Iterable[str]:
    for fits, same in groupby(lines, lambda line: shape.fullmatch(line) is not None):
        group = [*same]
        yield from change(group) if fits else group


_ANSWER = re.compile(r"(?P<build>(?:#\d+ <time> )?)(?P<verb>Get|Hit|Ign|Err):\d+ (?P<what>.*)")

_LISTED = re.compile(r"\S+://<apt mirror>/.* (?:Packages|Sources|Translation-\w+) \[<size>\]")
"""A list of the machine's own archive: it is fetched if it changed since the machine was made."""


def _apt(lines: list[str]) -> Iterable[str]:
    """By address and package. apt asks several hosts at once and numbers answers as they come.

    Why one failed is in the line after it, and stays there.
    """
    found: list[list[str]] = []
    for line in lines:
        if match := _ANSWER.fullmatch(line):
            if not (match["verb"] == "Get" and _LISTED.fullmatch(match["what"])):
                found.append([match["what"], match["build"] + match["verb"]])
        elif found:
            found[-1].append(line)
        else:
            yield line
    for nth, (what, verb, *why) in enumerate(sorted(found), 1):
        yield from (f"{verb}:{nth} {what}", *why)


_STATES = (
    "Pulling",  # a service, by Compose
    "Already exists",
    "Pulling fs layer",
    "Preparing",
    "Retrying in <some time>",
    "Layer already exists",
    "Mounted from .*",
    "Pushed",
    "Download complete",
    "Pull complete",
    "Pulled",
)
"""What `docker pull` and `docker push` say of a layer, in the order in which they say it."""

_PASSING = ("Waiting", "Downloading", "Verifying Checksum", "Extracting", "Pushing")
"""What they say only of a layer that is still there when they next look, some with a bar."""

_LAYER = re.compile(
    rf" ?(?P<said><short id>:? (?:{'|'.join(_STATES)}|(?:{'|'.join(_PASSING)})(?: .*)?)"
    r"|(?<= )\S+ Pull(?:ing|ed)) ?"
)


def _layers(lines: list[str]) -> Iterable[str]:
    """By state. Docker transfers layers side by side, and the ids, placeholders by now, hide which.

    "Download complete" is where a layer stays in the containerd image store of Docker 26, and else
    a passing state. Of waiting to try again, it is shown once that it happened.
    """
    said = [(match["said"], line) for line in lines if (match := _LAYER.fullmatch(line))]
    pulled = any(what.endswith("Pull complete") for what, _ in said)
    for state in _STATES:
        found = sorted(
            line for what, line in said if re.fullmatch(rf"\S+ (?:id>:? )?{state}", what)
        )
        if not (pulled and state == "Download complete"):
            yield from found[:1] if state.startswith("Retrying") else found


_PHASES = (
    "Running|Creating|Created|Recreate|Recreated",
    "Starting|Started|Restarting",
    "Waiting|Healthy|Exited|Error",
    "Stopping|Stopped|Removing|Removed",
)
"""What Compose says of a container, by what it is at with several of them."""


def _containers(lines: list[str]) -> Iterable[str]:
    """Those that run already first; of those that Compose works on at once, such as the replicas of
    a service, each in one piece, by name. Where one waits for another, that order stays."""
    yield from sorted(line for line in lines if line.endswith(" Running"))
    lines = [line for line in lines if not line.endswith(" Running")]
    services = [re.sub(r"[-_]\d+$", "", line.split()[-2]) for line in lines]
    last = {service: nth for nth, service in enumerate(services)}
    start = end = 0
    for nth, service in enumerate(services):
        end = max(end, last[service])
        if nth == end:
            yield from _by_name(lines[start : end + 1])
            start = end + 1


def _by_name(lines: list[str]) -> Iterable[str]:
    """Compose takes networks and volumes as a Go map has them: `Network shop_back  Created`."""
    return sorted(lines, key=lambda line: line.split()[-3:-1])


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
    (_LAYER, _layers),
    *((re.compile(rf"(?: DRY.*)? Container \S+ +(?:{states})"), _containers) for states in _PHASES),
    (re.compile(r"(?: DRY.*)? (?:Network|Volume) \S+ +(?:Creat|Remov)(?:ing|ed)"), _by_name),
    (re.compile(r" {4}[A-Z_]+=.*"), sorted),  # the fields of an entry of the journal
    (re.compile(r".* msg=\"CDI directory does not exist, .* dir=\S+"), sorted),  # dockerd: a Go map
    # `docker diff` walks folders in the order in which the file system has them.
    (re.compile(r"[ACD] /.*"), lambda lines: sorted(lines, key=lambda line: line[2:].split("/"))),
    # `docker image prune` takes the images as a Go map has them. First names, then layers.
    (
        re.compile("(?:untagged|deleted): .*"),
        lambda lines: sorted(lines, key=lambda x: (x < "u", x)),
    ),
    (re.compile(rf"{_MARKING.pattern}|manifest eligible for deletion: .*"), _collected),
)
