"""JSON files of the guide as structs; what does not fit is told with its line and its field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import msgspec

from checks.guide.problem import GuideError, Problem, shown

T = TypeVar("T")


def decoded(path: Path, root: Path, kind: type[T], again: str) -> T:
    """Read a file of the repository at `root` as a `kind`.

    Raises GuideError whose message ends with `again`, what to do about a file that does not fit.
    """
    data = path.read_bytes()
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        field = where.strip(".`")
        line = line_of(data.decode("utf-8", "replace"), field)
        if field == "schema" and "enum" in message:
            message = f"another shape than this program reads: {message}"
        message += f" (field {field})" if field else ""
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"not JSON: {error}"
        byte = re.search(r"\(byte (\d+)\)", message)
        line = data.count(b"\n", 0, int(byte[1]) if byte else len(data)) + 1
    raise GuideError([Problem(shown(path, root), line, f"{message}; {again}")])


def line_of(text: str, field: str) -> int:
    """The line of a field such as `steps[3].exit` in a file's `text`; 1 if not found.

    Reads the layout that `Record.save` writes: each key, and each item of a list, on its own line.
    """
    lines = text.split("\n")
    line = 0
    for depth, (key, index) in enumerate(re.findall(r"(\w+)\b(?!\])|\[(\d+)\]", field), 1):
        begins = re.compile("  " * depth + (f'"{key}":' if key else r"[^ \]}]"))
        starts = [n for n in range(line, len(lines)) if begins.match(lines[n])]
        nth = int(index or 0)
        if nth >= len(starts):
            break
        line = starts[nth]
    return line + 1
