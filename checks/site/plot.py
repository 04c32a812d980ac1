"""Plots of what was measured, for the page that compares.

They are part of the page (inline SVG), so their colours follow light and dark, and their text is
text: Chinese shows in the reader's own fonts, and everybody can copy it. Colours are Okabe's and
Ito's, which colour-blind readers can tell apart (https://jfly.uni-koeln.de/color/); shapes differ
as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

_WIDTH = 480
_LEFT, _RIGHT = 112, 84
"""Room for the names on the left, and for what stands at the end of a line."""


def dots(title: str, rows: Sequence[tuple[str, str, Sequence[float]]], unit: str) -> str:
    """A row of dots for each (class, name, samples), on a common logarithmic axis."""
    every = [sample for _, _, samples in rows for sample in samples]
    low, high = 10 ** math.floor(math.log10(min(every))), 10 ** math.ceil(math.log10(max(every)))
    if low == high:
        high = low * 10
    height = 46 * len(rows) + 34

    def x(value: float) -> float:
        share = math.log10(value / low) / math.log10(high / low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    parts = []
    tick = low
    while tick <= high * 1.001:
        parts.append(_grid(x(tick), 8, x(tick), height - 26))
        parts.append(_label(x(tick), height - 8, f"{tick:g} {unit}", "middle"))
        tick *= 10
    for number, (kind, name, samples) in enumerate(rows):
        y = 30 + 46 * number
        parts.append(_label(_LEFT - 12, y + 4, name, "end"))
        parts += (_mark(kind, x(sample), y) for sample in samples)
    return _svg(title, height, parts)


def lines(
    title: str,
    series: Sequence[tuple[str, str, Sequence[tuple[float, float]]]],
    across: str,
    up: str,
) -> str:
    """A line for each (class, name, points), from nothing."""
    height = 280
    most_x = max(x for _, _, points in series for x, _ in points)
    most_y = max(y for _, _, points in series for _, y in points)
    step_x, step_y = _step(most_x), _step(most_y)
    top_x, top_y = most_x, math.ceil(most_y / step_y) * step_y

    def x(value: float) -> float:
        return _LEFT - 60 + value / top_x * (_WIDTH - _LEFT + 60 - _RIGHT)

    def y(value: float) -> float:
        return height - 48 - value / top_y * (height - 76)

    parts = [_label(6, 14, up, "start"), _label(_WIDTH - 6, height - 6, across, "end")]
    for tick in _ticks(top_y, step_y):
        parts.append(_grid(x(0), y(tick), x(top_x), y(tick)))
        parts.append(_label(x(0) - 8, y(tick) + 4, f"{tick:g}", "end"))
    parts += (_label(x(tick), height - 28, f"{tick:g}", "middle") for tick in _ticks(top_x, step_x))
    for kind, name, points in series:
        way = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in [(0.0, 0.0), *points])
        parts.append(f'<polyline class="{kind}" points="{way}"/>')
        last = points[-1]
        parts.append(_mark(kind, x(last[0]), y(last[1])))
        parts.append(_label(x(last[0]) + 10, y(last[1]) + 4, name, "start"))
    return _svg(title, height, parts)


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title, quote=True)}">{"".join(parts)}</svg>'
    )


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _grid(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _mark(kind: str, x: float, y: float) -> str:
    if kind == "vm":
        return f'<rect class="vm" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>'
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>'


def _step(most: float) -> float:
    """A round distance between ticks, four to eight of them."""
    rough = most / 5
    power = 10 ** math.floor(math.log10(rough))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))


def _ticks(top: float, step: float) -> Iterator[float]:
    for number in range(int(top / step * 1.0001) + 1):
        yield number * step
