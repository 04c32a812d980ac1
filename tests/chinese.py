"""Spacing and punctuation of the Chinese pages: `python -m tests.chinese FILE...`.

autocorrect knows the rules (a space between Chinese and Latin, full-width punctuation) and leaves
code alone; its Python package has no command, so this is one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import autocorrect_py


def main(names: list[str]) -> int:
    """Print every line that would be written otherwise, and how. Returns the exit code."""
    wrong = 0
    for name in names:
        text = Path(name).read_text(encoding="utf-8")
        better = autocorrect_py.format_for(text, "markdown")
        pairs = zip(text.splitlines(), better.splitlines(), strict=True)
        for number, (line, other) in enumerate(pairs, 1):
            if line != other:
                print(f"{name}:{number}: write: {other}")
                wrong += 1
    print(f"Chinese: {len(names)} files, {wrong} lines to mend")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
