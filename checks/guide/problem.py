"""A problem in one of the guide's files, told to the person who can mend it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
"""The repository that this package stands in."""


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong at one line, and what to do about it.

    `path` is relative to the repository's root, with forward slashes, so that an editor, a terminal
    and GitHub Actions all find it. `line` counts from 1.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"

    def annotate(self, kind: str = "error") -> None:
        """Under GitHub Actions, print it as a command of theirs too, an `error` or a `warning`.

        `%`, line breaks, and in properties also `:` and `,` must be escaped:
        https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
        """
        if os.environ.get("GITHUB_ACTIONS") != "true":
            return
        message = self.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        path = self.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        print(f"::{kind} file={path},line={self.line}::{message}", flush=True)


class GuideError(Exception):
    """One or more problems in the guide's files. Its text is one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def read_all(root: Path, pattern: str, read: Callable[[Path, Path], T]) -> list[T]:
    """What `read` makes of each file of the repository at `root` that fits, in order of the paths.

    Raises GuideError with the problems of all of them, where `read` raises it for some.
    """
    found: list[T] = []
    problems: list[Problem] = []
    for path in sorted(root.glob(pattern)):
        try:
            found.append(read(path, root))
        except GuideError as error:
            problems += error.problems
    if problems:
        raise GuideError(problems)
    return found


def shown(path: Path, root: Path) -> str:
    """Name `path` as a reader of the repository does: relative to `root` where it lies inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
