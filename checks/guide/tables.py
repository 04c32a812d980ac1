"""Docker's tables in normal form: what changes in a cell changes the width of its column.

Docker lays out a table with Go's text/tabwriter: a column is as wide as its widest cell and three
spaces, at least ten, or twenty in `docker top`:
https://github.com/docker/cli/blob/master/cli/command/formatter/formatter.go
Only what was laid out just so is taken for a table.
"""

from __future__ import annotations

import re

_HEADING = r"[A-Z][A-Z/%]*(?: [A-Z/%]+)*"
_HEADER = re.compile(rf"{_HEADING}(?: {{3,}}{_HEADING})+ *")
_BEGIN = re.compile(r"(?:^| {3})(?=\S)")
_GAP = 3
_NARROWEST = (10, 20)

_EDGE = "\x1f"
"""Stands before a cell, from `open_tables` to `close_tables`: ASCII's unit separator. A header
begins with one, or with two if its columns are the wider ones of `_NARROWEST`."""

_IDS = ("CONTAINER ID", "IMAGE ID", "NETWORK ID", "CACHE ID", "ID", "IMAGE")


def open_tables(text: str) -> str:
    """`text` with the cells of its tables marked. What stands in them may now change, or go."""
    if _EDGE in text:
        return text
    lines = text.split("\n")
    made: list[str] = []
    nth = 0
    while nth < len(lines):
        table = _table(lines, nth) or [lines[nth]]
        made += table
        nth += len(table)
    return "\n".join(made)


def close_tables(text: str) -> str:
    """`text` with its marked tables laid out anew, as Docker would have done it."""
    made: list[str] = []
    table: list[str] = []
    for line in text.split("\n"):
        if table and (line.startswith(_EDGE) or _EDGE not in line):
            made += _laid_out(table)
            table = []
        if _EDGE in line:
            table.append(line)
        else:
            made.append(line)
    return "\n".join(made + _laid_out(table))


def _table(lines: list[str], start: int) -> list[str]:
    """The lines of the table that begins there, with marks; none if there is no table."""
    if not _HEADER.fullmatch(lines[start]):
        return []
    edges = [match.end() for match in _BEGIN.finditer(lines[start])]
    end = start + 1
    while end < len(lines) and not _HEADER.fullmatch(lines[end]):
        if any(lines[end][edge - _GAP : edge] != " " * _GAP for edge in edges[1:]):
            break  # in a row of the table, blanks reach up to each cell
        end += 1
    ends = [*edges[1:], None]
    rows = [
        [line[edge:next] for edge, next in zip(edges, ends, strict=True)]
        for line in lines[start:end]
    ]
    laid_out = [len(cell) for cell in rows[0][:-1]]
    for marks, narrowest in enumerate(_NARROWEST, 1):
        if laid_out == _widths([[cell.rstrip(" ") for cell in row] for row in rows], narrowest):
            marked = [_EDGE.join(row) for row in rows]
            return [_EDGE * marks + marked[0], *marked[1:]]
    return []


def _widths(rows: list[list[str]], narrowest: int) -> list[int]:
    """How wide tabwriter makes the columns before the last."""
    columns = [*zip(*rows, strict=True)][:-1]
    return [max(narrowest, *(len(cell) + _GAP for cell in column)) for column in columns]


def _laid_out(table: list[str]) -> list[str]:
    """The lines of a marked table, without its marks."""
    if not table:
        return []
    marks = len(table[0]) - len(table[0].lstrip(_EDGE))
    rows = [[cell.rstrip(" ") for cell in line.lstrip(_EDGE).split(_EDGE)] for line in table]
    # Of an id of digits only, the heading says that it is one.
    ids = {nth for nth, heading in enumerate(rows[0]) if heading in _IDS}
    rows = [
        [re.sub(r"^\d{12}$", "<short id>", cell) if nth in ids else cell for nth, cell in row]
        for row in map(enumerate, rows)
    ]
    widths = [*_widths(rows, _NARROWEST[marks - 1]), 0]
    return ["".join(map(str.ljust, row, widths)) for row in rows]
