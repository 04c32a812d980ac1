"""What the process that checks one lesson is told. What it tells back is the record."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from checks.lab.ground import Ground

VARIABLE = "ESCAPE_VMWARE_ASSIGNMENT"
"""The environment variable that names the assignment's file."""


class Assignment(msgspec.Struct, frozen=True):
    """Check this lesson: where, on what, and where to write what happened."""

    lesson: str
    engine_url: str
    engine_kind: str
    engine_name: str
    run: str
    ground: Ground
    fresh: bool
    """Start from the machine without Docker."""
    snapshot: bool
    """Keep the machine for the other lessons when this one has passed."""
    keep: bool
    """Leave the machine standing when the lesson fails."""
    result: str
    """The file for the record."""
    replaced: dict[str, str] = {}
    """Commands to run instead of the printed ones, by step (`nox -s mutate`)."""
    hold: bool = False
    """Start the machine as the lesson finds it and run none of its steps (`nox -s try`)."""

    @classmethod
    def given(cls) -> Assignment | None:
        """The assignment of this process, or None if it has none."""
        path = os.environ.get(VARIABLE)
        return msgspec.json.decode(Path(path).read_bytes(), type=cls) if path else None
