"""The table that `nox -s bench` fills."""

from __future__ import annotations

from rich.table import Table

from checks.lab.progress import say


class Figures:
    """The table, filled row by row."""

    def __init__(self) -> None:
        self.table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in ("what", "measured", "compared to", "goal"):
            self.table.add_column(column)

    def add(self, what: str, measured: str, compared: str, goal: str) -> None:
        say(f"  ✓ {what}: {measured}")
        self.table.add_row(what, measured, compared, goal)

    def ratio(self, what: str, ours: float, theirs: float, name: str, goal: str) -> None:
        self.add(
            what,
            f"{ours / theirs:.2f} ×",
            f"{ours * 1000:.0f} ms against {name}: {theirs * 1000:.0f} ms",
            goal,
        )
