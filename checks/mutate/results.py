"""What is known of mutants from this run and earlier ones: a file that only grows while running.

A killed mutant stays killed as long as nothing changed that took part in killing it: the commands
up to its step, the check of its step and what that builds on, the lab. What survived, or was killed
by a later step, saw the whole lesson. So mending the check of one step does not cost the whole
lesson again, only that step's mutants and the survivors of the others.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checks.guide.lesson import Lesson
from checks.guide.problem import ROOT
from checks.lab import cache

Fate = Literal["killed", "time", "later", "survived", "broken"]

FATES: tuple[Fate, ...] = ("killed", "time", "later", "survived", "broken")


@dataclass(frozen=True)
class Result:
    """What became of one mutant."""

    id: str
    fate: Fate
    by: str
    """The step whose check ended it."""
    why: str
    seconds: float
    key: str = ""


@dataclass(frozen=True)
class Baseline:
    """How one step went as it is printed."""

    step: str
    seconds: float
    still: bool
    """Whether it left everything as it was."""
    run: bool
    """Whether it was run at all; there are reasons not to."""
    key: str = ""


class Results:
    """The results of one lesson."""

    def __init__(self, lesson: Lesson, common: str, fresh: bool) -> None:
        self.path = cache.folder() / "mutate" / f"{lesson.name}.jsonl"
        self.keys = Keys(lesson, common)
        self.mutants: dict[str, Result] = {}
        self.baseline: dict[str, Baseline] = {}
        if not fresh and self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                self._read(line)
        if len(self.baseline) < len(lesson.steps):
            self.baseline = {}

    def _read(self, line: str) -> None:
        try:
            data = json.loads(line)
            if "still" in data:
                known = Baseline(**data)
                if known.key == self.keys.whole:
                    self.baseline[known.step] = known
                return
            result = Result(**data)
        except (ValueError, TypeError):
            return  # cut off by a kill, or written by another version
        if result.fate != "broken" and result.key == self._key(result):
            self.mutants[result.id] = result

    def _key(self, result: Result) -> str:
        step = result.id.partition(":")[0].partition("/")[2]
        own = result.fate in ("killed", "time")
        return self.keys.own.get(step, "") if own else self.keys.whole

    def add(self, result: Result | Baseline) -> None:
        """Keep a result: in memory, and at once on the disk."""
        if isinstance(result, Baseline):
            result = dataclasses.replace(result, key=self.keys.whole)
            self.baseline[result.step] = result
        else:
            result = dataclasses.replace(result, key=self._key(result))
            self.mutants[result.id] = result
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(dataclasses.asdict(result)) + "\n")

    def tidy(self) -> None:
        """Write the file anew with what still holds."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept: list[Result | Baseline] = [*self.baseline.values(), *self.mutants.values()]
        unfinished = self.path.with_name(f".unfinished-{self.path.name}")
        with unfinished.open("w", encoding="utf-8") as file:
            for result in kept:
                file.write(json.dumps(dataclasses.asdict(result)) + "\n")
        os.replace(unfinished, self.path)


class Keys:
    """Names for what the results of a lesson depend on."""

    def __init__(self, lesson: Lesson, common: str) -> None:
        check = ROOT / lesson.check
        text = check.read_text(encoding="utf-8")
        helpers = [path.read_bytes() for path in _imported(check, set())]
        commands = [step.command for step in lesson.steps]
        mentioned = "\n".join([text, *commands])
        files = [
            path.read_bytes()
            for path in sorted((ROOT / "assets" / "files").rglob("*"))
            if path.is_file() and path.name in mentioned
        ]
        shared = cache.key(common, *helpers, *files)
        self.whole = cache.key(shared, text, *commands)
        tests = [step.test for step in lesson.steps]
        self.own = {
            step.id: cache.key(shared, _without(text, {*tests} - {step.test}), *commands[: at + 1])
            for at, step in enumerate(lesson.steps)
        }


def _imported(check: Path, seen: set[Path]) -> list[Path]:
    """The modules beside the checks that a check builds on."""
    for node in ast.walk(ast.parse(check.read_bytes())):
        if isinstance(node, ast.ImportFrom) and re.fullmatch(r"checks\.\w+", node.module or ""):
            path = ROOT / "checks" / f"{str(node.module).partition('.')[2]}.py"
            if path.is_file() and path not in seen:
                seen.add(path)
                _imported(path, seen)
    return sorted(seen)


def _without(text: str, tests: set[str]) -> str:
    """A check's text without some of its functions."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in tests:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            for number in range(first - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(line for line in lines if line.strip())
