"""Figures of the page that compares virtual machines with containers; the page holds the sentences.

A figure is a `<data>` element that names where it comes from, so that a test can work it out again
from the raw samples.
"""

from __future__ import annotations

from checks.guide.lesson import Language
from checks.guide.measured import Measured, size, written
from checks.site.words import say


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


def _known(measured: Measured | None) -> Measured:
    if measured is None:
        raise KeyError("nothing is measured yet; run nox -s compare -- --record")
    return measured
