"""Checks, seen from outside: which steps a test file covers, read without importing it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from checks.guide.problem import Problem, shown


@dataclass(frozen=True)
class Check:
    """A test function at the top of a check file."""

    name: str
    line: int


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
            checks.append(Check(node.name, node.lineno))
            for decorator in node.decorator_list:
                if hides := _judge(decorator):
                    problems.append(Problem(name, decorator.lineno, hides))
        elif isinstance(node, ast.Assign) and "pytestmark" in map(ast.unparse, node.targets):
            message = "marks for a whole file hide steps; mark each step by itself"
            problems.append(Problem(name, node.lineno, message))
    return checks, problems


def _judge(decorator: ast.expr) -> str | None:
    """What is wrong with a decorator of a check."""
    call = decorator if isinstance(decorator, ast.Call) else None
    mark = ast.unparse(call.func if call else decorator)
    if mark in ("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"):
        return f'@{mark} hides a step; say why it is not run: @pytest.mark.not_run(zh="…", en="…")'
    if mark != "pytest.mark.not_run":
        return None
    given = {word.arg: word.value for word in call.keywords} if call else {}
    said = {
        language
        for language, value in given.items()
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.strip()
    }
    # `on` names the systems where it is not run; `without`, the host that nobody stands in for.
    known = {"zh", "en", "on", "without"}
    if call and not call.args and {"zh", "en"} <= said and said == given.keys() <= known:
        return None
    return 'a step that is not run says why in both languages: @pytest.mark.not_run(zh="…", en="…")'
