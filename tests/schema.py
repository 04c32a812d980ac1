"""YAML files against a schema: `python -m tests.schema compose-spec FILE...`.

check-jsonschema brings the schemas and judges; it names a fault by its JSON path, and an editor
wants the line.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml


def main(schema: str, names: list[str]) -> int:
    """Print every fault as `file:line: message`. Returns the exit code."""
    faults = [f"{name}:{line}: {message}" for name in names for line, message in broken(name)]
    whole = [name for name in names if not any(broken(name))]
    if whole:
        faults += judged(schema, whole)
    print(*faults, sep="\n", end="\n" * bool(faults))
    return 1 if faults else 0


def broken(name: str) -> list[tuple[int, str]]:
    """Where a file is no YAML; nothing if it is."""
    try:
        yaml.compose(Path(name).read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return [(line, f"not YAML: {error.problem}")]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return [(1, f"not YAML: {error}")]
    return []


def judged(schema: str, names: list[str]) -> list[str]:
    """What check-jsonschema finds in files that are YAML."""
    tool = [sys.executable, "-m", "check_jsonschema", "--output-format", "json"]
    ran = subprocess.run(
        [*tool, "--builtin-schema", f"vendor.{schema}", *names],
        text=True,
        capture_output=True,
        check=False,
    )
    try:
        errors = json.loads(ran.stdout)["errors"]
    except (json.JSONDecodeError, KeyError):
        return [f"{names[0]}:1: check-jsonschema gives no answer: {ran.stdout}{ran.stderr}"]
    faults = []
    for error in errors:
        name = error["filename"]
        # Of several shapes that a part may have, the one that it comes nearest to.
        best = error.get("best_match") or error
        faults.append(f"{name}:{line_of(name, best['path'])}: {schema}: {best['message']}")
    return faults


def line_of(name: str, where: str) -> int:
    """The line of a JSON path such as `$.services.web.ports[0]` in a YAML file."""
    node = yaml.compose(Path(name).read_text(encoding="utf-8"))
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
