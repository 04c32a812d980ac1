"""One term, one word on every page: `python -m tests.terms FILE...`; terms.toml has the words."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

TERMS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
"""By language, each pattern with what to write instead."""

_CODE = re.compile(
    r"^(?P<fence>[> ]*`{3,}).*?^(?P=fence)[ ]*$"  # a block
    r"|^words:[^\n]*(?:\n +[^\n]*)*"  # what readers type, right or wrong
    r"|`[^`\n]+`|\]\([^)\n]*\)|\[\[=.*?=\]\]|<[^>\n]+>|https?://\S+|\{ *[#.][^}\n]*\}",
    re.DOTALL | re.MULTILINE,
)
"""What is no prose: code, addresses, macros, ids."""


def wrong(text: str, language: str) -> Iterator[tuple[int, str, str]]:
    """The line, the word and what to write instead, for each word of a page that it should not
    use."""
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    for number, line in enumerate(prose.split("\n"), 1):
        for pattern, better in TERMS[language].items():
            word = rf"\b(?:{pattern})\b" if language == "en" else pattern
            for found in re.finditer(word, line, re.IGNORECASE):
                yield number, found[0], better


def main(names: list[str]) -> int:
    """Print every word that should be another one. Returns the exit code."""
    count = 0
    for name in names:
        language = "zh" if "/zh/" in name else "en"
        for line, word, better in wrong(Path(name).read_text(encoding="utf-8"), language):
            print(f'{name}:{line}: "{word}"; write: {better}')
            count += 1
    print(f"terms: {len(names)} files, {count} words to change")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
