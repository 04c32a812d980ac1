"""Figures, charts and samples of the page that compares virtual machines with containers.

The page holds the sentences. A figure is a `<data>` element that names where it comes from, so that
a test can work it out again from the raw samples. A chart is a table, which assets/site/step.css
draws: its colours follow light and dark, and its text is text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markdown import markdown

from checks.guide.lesson import Language
from checks.guide.measured import MIB, Measured, Side, size, written
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
    """The chart `start` (each sample, on a logarithmic scale) or `density` (memory by number)."""
    known = _known(measured)
    rows = _starts(known, language) if name == "start" else _memory(known, language)
    html = (
        f'<div data-guide class="compare"><figure><table class="chart {name}" data-search-exclude>'
        f"{''.join(rows)}</table></figure></div>"
    )
    return Block(html, ())


def samples(measured: Measured | None, name: str, language: Language) -> Block:
    """The samples that the chart of that name draws, as a table."""
    known = _known(measured)
    heads = ["kind", "start"] if name == "start" else ["kind", "number", "memory"]
    rows = [[say(language, head) for head in heads], ["---"] * len(heads)]
    for side in _SIDES:
        kind = _kind(known, side, language)
        if name == "start":
            rows.append([kind, ", ".join(f"{one:.2f}" for one in known.samples(name, side))])
        else:
            rows += [[kind, f"{count:g}", f"{used:.0f}"] for count, used in _grown(known, side)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    html = markdown("\n".join(lines), extensions=["tables"])
    return Block(f'<div data-guide class="compare">{html}</div>', tuple(lines))


def _starts(known: Measured, language: Language) -> Iterable[str]:
    """A row of dots for each side, and the powers of ten below them."""
    every = {side: known.samples("start", side) for side in _SIDES}
    low = math.floor(math.log10(min(map(min, every.values()))))
    high = math.ceil(math.log10(max(map(max, every.values()))))

    def mark(value: float, text: str = "") -> str:
        share = (math.log10(value) - low) / (high - low)
        return f'<i style="--share:{share:.1%}">{text}</i>'

    for side in _SIDES:
        least, most = (worded("start", pick(every[side]), language) for pick in (min, max))
        told = f"{least} – {most}"
        yield _row(side, _kind(known, side, language), map(mark, every[side]), told)
    powers = [10.0**power for power in range(low, high + 1)]
    yield _row("axis", "", (mark(one, say(language, "seconds", f"{one:g}")) for one in powers), "")


def _memory(known: Measured, language: Language) -> Iterable[str]:
    """A bar for each number of instances."""
    top = max(used for side in _SIDES for _, used in _grown(known, side))
    for side in _SIDES:
        for count, used in _grown(known, side):
            name = f"{count:g} × {_kind(known, side, language)}"
            yield _row(side, name, [f'<i style="--share:{used / top:.1%}"></i>'], f"{used:.0f} MiB")


def _row(kind: str, name: str, marks: Iterable[str], told: str) -> str:
    head = f'<th scope="row">{name}</th>' if name else "<td></td>"
    return f'<tr class="{kind}">{head}<td><div>{"".join(marks)}</div></td><td>{told}</td></tr>'


def _known(measured: Measured | None) -> Measured:
    if measured is None:
        raise KeyError("nothing is measured yet; run nox -s compare -- --record")
    return measured


def _grown(known: Measured, side: Side) -> Sequence[tuple[float, float]]:
    """How many instances there were, and the MiB of memory that the host had used then.

    Enough to follow the growth: about eight of each side, the last among them.
    """
    numbers = known.samples("density", side, "number")
    memory = [used / MIB for used in known.samples("density", side, "memory")]
    every = max(1, len(numbers) // 8)
    points = [*zip(numbers, memory, strict=True)]
    return [one for at, one in enumerate(points, 1) if at % every == 0 or at == len(points)]


def _kind(known: Measured, side: Side, language: Language) -> str:
    return say(language, "emulated" if side == "vm" and known.emulated else side)
