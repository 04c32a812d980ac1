"""What a macro puts on a page, as HTML and as Markdown; and the site's own Markdown extension.

A macro gives a line that only names its block. In the page the extension puts the block's HTML in
that place; in the page's Markdown copy (`checks.site.copies`) stands its Markdown.

Python-Markdown recognises a block of raw HTML only at the left margin (up to three spaces), so in a
content tab, a list or an admonition it would read our HTML as prose: emphasis in commands, stray
paragraphs. SuperFences solves this for fences by stashing them before anything else looks at the
text, and so does this. (It also marks words with hyphens in code, see `checks.site.html.whole`.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from checks.site.html import whole


@dataclass(frozen=True)
class Block:
    """What a macro gives: one element of HTML with `data-guide` in it, and lines of Markdown."""

    html: str
    markdown: tuple[str, ...]


_blocks: list[Block] = []
_PLACE = re.compile(r'([ \t]*)(<div data-guide(?:="(\d+)")?[^>]*></div>)[ \t]*')


def place(block: Block) -> str:
    """The line that stands for a block until `find` takes it for what it names."""
    _blocks.append(block)
    return f'<div data-guide="{len(_blocks) - 1}"></div>'


def find(line: str) -> tuple[str, Block] | None:
    """The indentation and the block of a line that `place` made; None for any other line.

    A line without a number, which the gate's reader of pages puts there, is a block as it is.
    """
    match = _PLACE.fullmatch(line)
    if match is None:
        return None
    return match[1], _blocks[int(match[3])] if match[3] else Block(match[2], ())


def forget() -> None:
    """Let go of the blocks of an earlier build."""
    _blocks.clear()


class _Stash(Preprocessor):
    """Takes the macros' lines out of the text before Markdown reads it."""

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        for line in lines:
            found = find(line)
            kept += ["", found[0] + self.md.htmlStash.store(found[1].html), ""] if found else [line]
        return kept


class _Whole(Postprocessor):
    """Marks words in what stands between backticks."""

    def run(self, text: str) -> str:
        return re.sub(r"(?<=<code>)[^<]+(?=</code>)", lambda match: whole(match[0]), text)


class makeExtension(Extension):  # noqa: N801 (Python-Markdown calls it for `checks.site.block`)
    """Registers the above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        # After white space is normalised (30), before SuperFences (25) and raw HTML (20).
        md.preprocessors.register(_Stash(md), "guide-block", 28)
        # Before blocks that were put aside come back (30): those are not prose.
        md.postprocessors.register(_Whole(md), "guide-whole", 40)
