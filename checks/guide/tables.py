"""Docker's tables in normal form: what changes in a cell changes the width of its column.

Docker lays out a table with Go's text/tabwriter: a column is as wide as its widest cell and three
spaces, at least ten, or twenty in `docker top`:
https://github.com/docker/cli/blob/master/cli/command/formatter/formatter.go
Only what was laid out just so is taken for a table.
"""

from __future__ import annotations

import re
from itertools import takewhile

_HEADING = r"[A-Z][A-Z/%]*(?: [A-Z/%]+)*"
_HEADER = rf"{_HEADING}(?: {{3,}}{_HEADING})+ *$"
_BELOW = re.compile(rf"^{_HEADER}(?:\n(?!{_HEADER}).*)*", re.MULTILINE)
"""The header of a table and what is below it, up to the next header."""
_BEGIN = re.compile(r"(?<= {3})(?=\S)")
_GAP = 3
_NARROWEST = (10, 20)

_EDGE = "\x1f"
"""Stands before a cell, from `open_tables` to `close_tables`: ASCII's unit separator. A header
begins with one, or with two if its columns are the wider ones of `_NARROWEST`."""

_MARKED = re.compile(rf"^.*{_EDGE}.*(?:\n(?!{_EDGE}).*{_EDGE}.*)*", re.MULTILINE)

_IDS = ("CONTAINER ID", "IMAGE ID", "NETWORK ID", "CACHE ID", "ID", "IMAGE")


def open_tables(text: str) -> str:
    """`text` with the cells of its tables marked. What stands in them may now change, or go."""
    return text if _EDGE in text else _BELOW.sub(_marked, text)


def close_tables(text: str) -> str:
    """`text` with its marked tables laid out anew, as Docker would have done it."""
    return _MARKED.sub(_laid_out, text)


def _marked(below: re.Match[str]) -> str:
    """A header and what is below it, with the table's cells marked if there is a table."""
    lines = below[0].split("\n")
    widths = [len(cell) for cell in _BEGIN.split(lines[0])[:-1]]
    # In a row of the table, blanks reach up to each cell.
    row = re.compile("".join(rf"(.{{{width - _GAP}}} {{{_GAP}}})" for width in widths) + "(.*)")
    rows = [row.findall(line)[0] for line in takewhile(row.fullmatch, lines)]
    for marks, narrowest in enumerate(_NARROWEST, 1):
        if widths == _widths(rows, narrowest):
            marked = map(_EDGE.join, rows)
            return _EDGE * marks + "\n".join([*marked, *lines[len(rows) :]])
    return below[0]


def _widths(rows: list[list[str]], narrowest: int) -> list[int]:
    """How wide tabwriter makes the columns before the last."""
    columns = [*zip(*rows, strict=True)][:-1]
    return [max(narrowest, *(len(cell.rstrip(" ")) + _GAP for cell in x)) for x in columns]


def _laid_out(marked: re.Match[str]) -> str:
    """A marked table without its marks."""
    table = marked[0].split("\n")
    marks = len(table[0]) - len(table[0].lstrip(_EDGE))
    rows = [[cell.rstrip(" ") for cell in line.lstrip(_EDGE).split(_EDGE)] for line in table]
    # Of an id of digits only, the heading says that it is one.
    ids = {nth for nth, heading in enumerate(rows[0]) if heading in _IDS}
    rows = [
        [re.sub(r"^\d{12}$", "<short id>", cell) if nth in ids else cell for nth, cell in row]
        for row in map(enumerate, rows)
    ]
    widths = [*_widths(rows, _NARROWEST[marks - 1]), 0]
    return "\n".join("".join(map(str.ljust, row, widths)) for row in rows)
