"""Checks, seen from outside: which steps a test file covers and how it marks them, read without
importing it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.guide.problem import Problem, shown
from checks.guide.record import Texts
from checks.guide.state import Mark

MARKS = {
    "not_run": "(zh, en, on=None, without=None): the step is not run, because …",
    Mark.DIFFERS: "(zh, en): its output came from a stand-in; so the reader's differs",
    Mark.DELETES: ": it deletes what the reader may still need",
    Mark.STOPS: ": it stops or restarts containers that the reader runs",
    Mark.SECOND_HOST: ": it is typed on another host",
}
"""How a check marks its step, each after `@pytest.mark.`; no other mark is known."""


@dataclass(frozen=True)
class Check:
    """A test function at the top of a check file."""

    name: str
    line: int
    marks: Mapping[Mark, Texts | None]
    """What a reader is told beside the step, some with words."""


def read_checks(path: Path, root: Path) -> tuple[list[Check], list[Problem]]:
    """The checks of a file in its order, and what is wrong with how it marks them."""
    name = shown(path, root)
    try:
        tree = ast.parse(path.read_bytes(), filename=name)
    except SyntaxError as error:
        return [], [Problem(name, error.lineno or 1, f"not Python: {error.msg}")]
    checks: list[Check] = []
    problems: list[Problem] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            message = "a class of tests; write one function for each step, in the lesson's order"
            problems.append(Problem(name, node.lineno, message))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            marks: dict[Mark, Texts | None] = {}
            for decorator in node.decorator_list:
                if fault := _judge(decorator, marks):
                    problems.append(Problem(name, decorator.lineno, fault))
            checks.append(Check(node.name, node.lineno, marks))
        elif isinstance(node, ast.Assign) and "pytestmark" in map(ast.unparse, node.targets):
            message = "marks for a whole file hide steps; mark each step by itself"
            problems.append(Problem(name, node.lineno, message))
    return checks, problems


def _judge(decorator: ast.expr, marks: dict[Mark, Texts | None]) -> str | None:
    """Add what a decorator of a check tells the reader to `marks`, or say what is wrong with it."""
    call = decorator if isinstance(decorator, ast.Call) else None
    mark = ast.unparse(call.func if call else decorator)
    name = mark.removeprefix("pytest.mark.")
    if name in ("skip", "skipif", "xfail"):
        return f'@{mark} hides a step; say why it is not run: @pytest.mark.not_run(zh="…", en="…")'
    if name not in MARKS:
        return f"@{mark} is no mark of a step; there are {', '.join(MARKS)}"
    if name not in ("not_run", Mark.DIFFERS):
        marks[Mark(name)] = None
        return f"@{mark} takes no words; write it without brackets" if call else None
    words = call.keywords if call else []
    given: dict[str | None, Any] = {one.arg: getattr(one.value, "value", None) for one in words}
    texts = all(isinstance(text, str) and text.strip() for text in given.values())
    # `on` names the systems where it is not run; `without`, the host that nobody stands in for.
    known = {"zh", "en"} | ({"on", "without"} if name == "not_run" else set())
    if not call or call.args or not texts or not {"zh", "en"} <= given.keys() <= known:
        what = "is not run says why" if name == "not_run" else "differs says how"
        return f'a step that {what} in both languages: @{mark}(zh="…", en="…")'
    if name == Mark.DIFFERS:
        marks[Mark.DIFFERS] = Texts(given["zh"], given["en"])
    return None
