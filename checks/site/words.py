"""The short words that the macros put on pages, in both languages: words.toml holds them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from checks.guide.lesson import Language
from checks.guide.state import Sign

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(language: Language, word: str, *values: object) -> str:
    """A word of the list with `values` in its gaps. Raises KeyError if it is not there."""
    return str(_WORDS[word][language]).format(*values)


def meaning(language: Language, sign: Sign) -> str:
    """What a state or a mark says, in one sentence."""
    return str(_WORDS[sign]["meaning"][language])
