"""Figures, plots and samples of the page that compares virtual machines with containers.

The page holds the sentences. A figure is a `<data>` element that names where it comes from, so that
a test can work it out again from the raw samples.
"""

from __future__ import annotations

from markdown import markdown

from checks.guide.lesson import Language
from checks.guide.measured import MIB, Measured, Side, size, written
from checks.site import plot
from checks.site.block import Block
from checks.site.words import say

_SIDES: tuple[Side, Side] = ("container", "vm")


def figure(measured: Measured | None, name: str, language: Language) -> str:
    """A figure inside a sentence. Raises KeyError if there is none of that name."""
    value = _known(measured).figure(name)
    return f'<data value="{value!r}" data-figure="{name}">{worded(name, value, language)}</data>'


def worded(name: str, value: float, language: Language) -> str:
    """A figure as the language writes it."""
    number, space, unit = written(name, value).partition(" ")
    return say(language, "seconds", number) if unit == "s" else f"{number}{space}{unit}"


def host(measured: Measured | None, name: str) -> str:
    """What was measured on: `when`, or a field of the host. Raises KeyError if there is none."""
    known = _known(measured)
    if name == "when":
        return known.when[:10]
    value = known.host[name]
    return size(float(value)) if "memory" in name else str(value).partition("+")[0]


def drawn(measured: Measured | None, name: str, language: Language) -> Block:
    """The plot `start` or `density`. Raises KeyError for another."""
    names = _names(_known(measured), language)
    if name == "start":
        rows = [(side, names[side], _known(measured).samples("start", side)) for side in _SIDES]
        svg = plot.dots(say(language, "start"), rows, say(language, "seconds", "").strip())
    else:
        series = [(side, names[side], _grown(measured, side)) for side in _SIDES]
        words = [say(language, word) for word in ("memory", "number", "memory")]
        svg = plot.lines(words[0], series, words[1], words[2])
    return Block(f'<div data-guide class="compare"><figure>{svg}</figure></div>', ())


def samples(measured: Measured | None, name: str, language: Language) -> Block:
    """The samples that the plot of that name draws, as a table."""
    names = _names(_known(measured), language)
    if name == "start":
        heads = [say(language, "kind"), say(language, "start")]
        rows = [
            [names[side], ", ".join(f"{one:.2f}" for one in _known(measured).samples(name, side))]
            for side in _SIDES
        ]
    else:
        heads = [say(language, "kind"), say(language, "number"), say(language, "memory")]
        rows = []
        for side in _SIDES:
            points = _grown(measured, side)
            # Enough to follow the curve: about eight of each side, the last among them.
            every = max(1, len(points) // 8)
            rows += [
                [names[side], f"{number:g}", f"{memory:.0f}"]
                for at, (number, memory) in enumerate(points, 1)
                if at % every == 0 or at == len(points)
            ]
    table = [heads, ["---"] * len(heads), *rows]
    lines = [f"| {' | '.join(row)} |" for row in table]
    html = markdown("\n".join(lines), extensions=["tables"])
    return Block(f'<div data-guide class="compare">{html}</div>', tuple(lines))


def _known(measured: Measured | None) -> Measured:
    if measured is None:
        raise KeyError("nothing is measured yet; run nox -s compare -- --record")
    return measured


def _grown(measured: Measured | None, side: Side) -> list[tuple[float, float]]:
    """How many instances there were, and the MiB of memory that the host had used then."""
    known = _known(measured)
    numbers = known.samples("density", side, "number")
    memory = known.samples("density", side, "memory")
    return [(number, used / MIB) for number, used in zip(numbers, memory, strict=True)]


def _names(measured: Measured, language: Language) -> dict[Side, str]:
    return {
        "container": say(language, "container"),
        "vm": say(language, "emulated" if measured.emulated else "vm"),
    }
