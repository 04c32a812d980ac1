"""Equivalent mutants: those that checks/equivalent.toml names, each with the reason.

An equivalent mutant means the same to the reader as the step itself, so that no check can kill it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec

from checks.guide.problem import ROOT, GuideError, Problem, shown
from checks.lab.mutants import Mutant

PATH = ROOT / "checks" / "equivalent.toml"

Text = Annotated[str, msgspec.Meta(min_length=1)]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    step: Text
    change: Text
    reason: Text


class _File(msgspec.Struct, forbid_unknown_fields=True):
    mutant: list[_Entry] = []


def equivalents(every: Iterable[Mutant], path: Path = PATH) -> dict[str, str]:
    """The reason of each equivalent mutant, by the mutant's name (`str`).

    `every` holds all mutants of the guide. Raises GuideError with the lines of entries that cannot
    be read or that name no mutant.
    """
    name, text = shown(path, ROOT), path.read_text(encoding="utf-8")
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.strip() == "[[mutant]]"]
    try:
        entries = msgspec.toml.decode(text, type=_File).mutant
    except msgspec.DecodeError as error:
        nth, at = re.search(r"\[(\d+)\]", str(error)), re.search(r"at line (\d+)", str(error))
        line = lines[int(nth[1])] if nth else int(at[1]) if at else 1
        message = f"{error}; a [[mutant]] has the texts step, change and reason, and nothing else"
        raise GuideError([Problem(name, line, message)]) from None
    known = {str(mutant) for mutant in every}
    problems = [
        Problem(
            name,
            line,
            f'step "{entry.step}" has no mutant "{entry.change}"; remove the entry, or write it as '
            f"nox -s mutate -- --list {entry.step} does",
        )
        for line, entry in zip(lines, entries, strict=True)
        if f"{entry.step}: {entry.change}" not in known
    ]
    if problems:
        raise GuideError(problems)
    return {f"{entry.step}: {entry.change}": entry.reason for entry in entries}
