"""A Markdown extension: HTML written by our macros, on one line, survives at any depth.

Python-Markdown recognises a block of raw HTML only at the left margin (up to three spaces), so in a
content tab, a list or an admonition it would read our HTML as prose: emphasis in commands, stray
paragraphs. SuperFences solves this for fences by stashing them before anything else looks at the
text, and so does this.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_LINE = re.compile(r"([ \t]*)(<div data-guide\b.*</div>)[ \t]*")


class _Stash(Preprocessor):
    """Takes the macros' lines out of the text before Markdown reads it."""

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        for line in lines:
            match = _LINE.fullmatch(line)
            if match:
                html = match[2].replace("&#10;", "\n").replace("&#9;", "\t")  # see `one_line`
                kept += ["", match[1] + self.md.htmlStash.store(html), ""]
            else:
                kept.append(line)
        return kept


class BlockExtension(Extension):
    """Registers the above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        # After white space is normalised (30), before SuperFences (25) and raw HTML (20).
        md.preprocessors.register(_Stash(md), "guide-block", 28)


def makeExtension() -> BlockExtension:  # noqa: N802 (Python-Markdown's name)
    """What Python-Markdown calls for `checks.site.block`."""
    return BlockExtension()
