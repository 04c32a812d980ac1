"""What `nox -s compare` has measured: one file per system in docs/measured/, raw samples in it.

Every figure that a page shows has a name, `start/container/median`, under which anybody can find
the samples it was made of: what was measured, on which side, which statistic of which field.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from checks.guide.decode import decoded
from checks.guide.problem import ROOT, read_all
from checks.guide.record import Time

FOLDER = "docs/measured"
SCHEMA: Literal[1] = 1

MIB = 1 << 20
GIB = 1 << 30

_STATISTICS: dict[str, Callable[[list[float]], float]] = {
    "median": statistics.median,
    "least": min,
    "most": max,
    "count": lambda samples: float(len(samples)),
}


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One comparison on one system."""

    schema: Literal[1]
    system: str
    """`debian-13_docker-26.1`."""
    when: Time
    commit: str
    base: str
    """What the machine was made from."""
    host: dict[str, str | int]
    """Versions, cores, memory in bytes, and how the guests' processor was had (`accelerator`)."""
    results: list[dict[str, Any]]
    """The samples as assets/files/compare.py gave them, in their order."""

    @property
    def emulated(self) -> bool:
        """Whether the virtual machines ran without hardware virtualization."""
        return self.host["accelerator"] == "tcg"

    def figure(self, name: str) -> float:
        """The value of a figure. Raises KeyError if there is no such figure.

        `what/side/statistic` or `what/side/field/statistic`: `start/vm/disk/median`;
        `cpu of container`: a speed in percent of the bare host's; `budget`: bytes of memory.
        """
        if name == "budget":
            name = "density end/container/budget/median"
        field, of, side = name.partition(" of ")
        if of:
            bare = self.figure(f"speed/bare/{field}/median")
            return 100 * self.figure(f"speed/{side}/{field}/median") / bare
        where, _, statistic = name.rpartition("/")
        what, side, field = [*where.split("/", 2), "value", ""][:3]
        samples = [
            float(one[field])
            for one in self.results
            if one["what"] == what and one["side"] == side and field in one
        ]
        if not samples or statistic not in _STATISTICS:
            raise KeyError(f'{self.system} has no figure "{name}"')
        return _STATISTICS[statistic](samples)

    def save(self, root: Path = ROOT) -> Path:
        """Write the file where it belongs, and return its path."""
        path = root / FOLDER / f"{self.system}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
        return path


def written(name: str, value: float) -> str:
    """A figure for a reader: as precise as it is of use, with its unit."""
    if name.endswith("/count") or "/answering/" in name:
        return f"{value:.0f}"
    if " of " in name:
        return f"{value:.0f}%"
    if "/memory" in name or "disk" in name or name == "budget":
        return size(value)
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def size(value: float) -> str:
    """Bytes for a reader."""
    if value < 1024:
        return f"{value:.0f} B"
    if value < MIB:
        return f"{value / 1024:.0f} KiB"
    if value < 10 * MIB:
        return f"{value / MIB:.1f} MiB"
    if value < GIB:
        return f"{value / MIB:.0f} MiB"
    return f"{value / GIB:.1f} GiB".replace(".0 ", " ")


def load_measured(root: Path = ROOT) -> list[Measured]:
    """Every comparison of the repository at `root`, the newest first. Raises GuideError."""
    read = partial(decoded, kind=Measured, again="measure again: nox -s compare")
    found = read_all(root, f"{FOLDER}/*.json", read)
    return sorted(found, key=lambda one: one.when, reverse=True)
