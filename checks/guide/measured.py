"""What `nox -s compare` has measured: one file per system in docs/measured/, raw samples in it.

Every figure that a page shows has a name, `start/container/median`, under which anybody can find
the samples it was made of: what was measured, on which side, which statistic of which field.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from checks.guide.problem import ROOT, GuideError, Problem, shown

FOLDER = "docs/measured"
SCHEMA = 1

Side = Literal["bare", "container", "vm"]

_STATISTICS: dict[str, Callable[[list[float]], float]] = {
    "median": statistics.median,
    "least": min,
    "most": max,
    "count": lambda samples: float(len(samples)),
}


@dataclass(frozen=True)
class Measured:
    """One comparison on one system."""

    system: str
    """`debian-13_docker-26.1`."""
    when: str
    """UTC, ISO 8601."""
    commit: str
    base: str
    """What the machine was made from."""
    host: dict[str, Any]
    """Versions, cores, memory in bytes, and how the guests' processor was had (`accelerator`)."""
    results: tuple[dict[str, Any], ...]
    """The samples as assets/files/compare.py gave them, in their order."""

    @property
    def emulated(self) -> bool:
        """Whether the virtual machines ran without hardware virtualization."""
        return str(self.host["accelerator"]) == "tcg"

    def samples(self, what: str, side: Side, field: str = "value") -> list[float]:
        """Every sample of a figure, in the order of the run; none if it was not measured."""
        return [
            float(one[field])
            for one in self.results
            if one["what"] == what and one["side"] == side and field in one
        ]

    def figure(self, name: str) -> float:
        """The value of `what/side/statistic` or `what/side/field/statistic`.

        Raises KeyError if nothing of it was measured.
        """
        what, side, *field, statistic = name.split("/")
        samples = self.samples(what, side, *field)  # type: ignore[arg-type]
        if not samples:
            raise KeyError(f"{self.system} has no {what} of the side {side}")
        return _STATISTICS[statistic](samples)

    def save(self, root: Path = ROOT) -> Path:
        """Write the file where it belongs: one line for each sample, so that a diff can be read."""
        path = root / FOLDER / f"{self.system}.json"
        head = {
            "schema": SCHEMA,
            "system": self.system,
            "when": self.when,
            "commit": self.commit,
            "base": self.base,
            "host": self.host,
        }
        lines = ",\n".join(f"    {json.dumps(one)}" for one in self.results)
        text = json.dumps(head, indent=2)[:-2] + f',\n  "results": [\n{lines}\n  ]\n}}\n'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


def load_measured(root: Path = ROOT) -> list[Measured]:
    """Every comparison of the repository at `root`, the newest first. Raises GuideError."""
    found = []
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.json")):
        where = shown(path, root)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            problems.append(Problem(where, line, f"this is no JSON: {error}"))
            continue
        try:
            if data["schema"] != SCHEMA:
                raise ValueError(f"schema {data['schema']}, and this program knows {SCHEMA}")
            if data["system"] != path.stem:
                raise ValueError(f'its system is "{data["system"]}", its name says {path.stem}')
            found.append(
                Measured(
                    data["system"],
                    data["when"],
                    data["commit"],
                    data["base"],
                    data["host"],
                    tuple(data["results"]),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            problems.append(
                Problem(where, 1, f"not as nox -s compare writes it ({error}); measure again")
            )
    if problems:
        raise GuideError(problems)
    return sorted(found, key=lambda one: one.when, reverse=True)
