"""What a macro puts on a page, as HTML and as Markdown; and the site's own Markdown extension.

A macro gives a line that only names its block. In the page the extension puts the block's HTML in
that place; in the page's Markdown copy (`checks.site.copies`) stands its Markdown.

Python-Markdown recognises a block of raw HTML only at the left margin (up to three spaces), so in a
content tab, a list or an admonition it would read our HTML as prose: emphasis in commands, stray
paragraphs. SuperFences solves this for fences by stashing them before anything else looks at the
text, and so does this. (It also marks what no line may break, see `checks.site.html.whole`.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

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


_CODE = re.compile(r"(?<=<code>)[^<]+(?=</code>)")
_SHORT_IN_A_CELL = re.compile(r"(?<=<code>)[\w.]{2,14}(?=</code>[^<]*</t[dh]>)")


class _Whole(Postprocessor):
    """Marks words with hyphens in headings and between backticks, and a table cell's short code."""

    def run(self, text: str) -> str:
        text = _CODE.sub(lambda match: whole(match[0]), text)
        text = _SHORT_IN_A_CELL.sub(r'<span class="whole">\g<0></span>', text)
        return re.sub(r"<h[1-3]\b.*?</h[1-3]>", _heading, text)


def _heading(match: re.Match[str]) -> str:
    return re.sub(r"(?<=>)[^<]+(?=<(?!/code))", lambda words: whole(words[0]), match[0])


class _Tables(Treeprocessor):
    """Puts tables into what lets them be scrolled. The theme does so with every table that has no
    class, by a script, after which the browser lays the whole page out a second time.

    Where the rows are on average too long for a phone, the columns are named in the cells, which
    there stand one below the other (assets/site/book.css).
    """

    def run(self, root: Element) -> None:
        for parent in [*root.iter()]:
            for at, table in enumerate(parent):
                if table.tag == "table":
                    inner = "md-typeset__table" + " stacked" * _label(table)
                    table.set("class", "cells")
                    parent[at] = outer = Element("div", {"class": "md-typeset__scrollwrap"})
                    SubElement(outer, "div", {"class": inner}).append(table)


def _label(table: Element) -> bool:
    """Name the columns in the cells of a table, if its rows are too long for a phone."""
    names = ["".join(one.itertext()) for one in table.iter("th")]
    rows = [[*row] for row in table.iterfind("tbody/tr")]
    length = sum(len(_text(cell)) for row in rows for cell in row)
    if len(names) < 2 or (len(names) == 2 and _longest(table) <= 16):
        return False  # two columns have room for long rows, if not beside a long word
    if length <= len(rows) * (30 if len(names) > 3 else 55):
        return False
    for row in rows:
        for name, cell in zip(names[1:], row[1:], strict=True):
            cell.set("data-label", name)
    return True


def _longest(table: Element) -> int:
    """The length of the longest word of code in a table."""
    words = [word for code in table.iter("code") for word in _text(code).split()]
    return max(map(len, words), default=0)


def _text(element: Element) -> str:
    """What is read, in which a Chinese character takes the room of two others."""
    return re.sub("[\u2e80-\uffff]", "##", "".join(element.itertext()))


class makeExtension(Extension):  # noqa: N801 (Python-Markdown calls it for `checks.site.block`)
    """Registers the above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        # After white space is normalised (30), before SuperFences (25) and raw HTML (20).
        md.preprocessors.register(_Stash(md), "guide-block", 28)
        md.treeprocessors.register(_Tables(md), "guide-tables", 15)  # after what is inline (20)
        # Before blocks that were put aside come back (30): those are not prose.
        md.postprocessors.register(_Whole(md), "guide-whole", 40)
