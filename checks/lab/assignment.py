"""What the process that checks one lesson is told. What it tells back is the record."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from checks.lab.store import Store
from checks.lab.supply import Supply

VARIABLE = "ESCAPE_VMWARE_ASSIGNMENT"
"""The environment variable that names the assignment's file."""


class Assignment(msgspec.Struct, frozen=True):
    """Check this lesson: where, on what, and where to write what happened."""

    lesson: str
    engine_url: str
    engine_kind: str
    engine_name: str
    run: str
    base: str
    """What the machine's image was made from, for the record."""
    image: str
    """The machine's image."""
    stand_in: str
    mirrors: tuple[str, ...]
    supply: Supply
    inherited: tuple[str, ...]
    """Hosts that were stood in for when the machine's image was made (its Docker came so)."""
    from_: str | None
    """The lesson whose machine this one starts from; None for a machine without Docker."""
    package: str
    """What Docker is called in the name of the system."""
    snapshot: str
    """Keep the machine under this name when the lesson has passed; empty for no."""
    then: tuple[str, ...]
    """Commands of the guide that follow the lesson, to be run before the machine is kept."""
    store: Store
    """Where Docker keeps its images."""
    keep: bool
    """Leave the machine standing when the lesson fails."""
    result: str
    """The file for the record."""
    replaced: dict[str, str] = {}
    """Commands to run instead of the printed ones, by step (`nox -s mutate`)."""
    hold: bool = False
    """Start the machine as the lesson finds it and run none of its steps (`nox -s try`)."""

    def save(self, path: Path) -> None:
        path.write_bytes(msgspec.json.encode(self))

    @classmethod
    def given(cls) -> Assignment | None:
        """The assignment of this process, or None if it has none."""
        path = os.environ.get(VARIABLE)
        return msgspec.json.decode(Path(path).read_bytes(), type=cls) if path else None
