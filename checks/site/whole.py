"""A Markdown extension: in code, no line ends at a hyphen inside a word.

A browser may break a line after every hyphen, so that on a phone `--detach` ends one line with `--`
and begins the next with `detach`, as if it were two words. A style sheet cannot say which hyphens;
so each such word is marked here, and assets/site/step.css keeps it together.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

_WORD = re.compile(r"(?<![\w.-])(?=[\w.-]{2,28}(?![\w.-]))[\w.]*-[\w.-]*")
"""A word with a hyphen that fits into a phone's line; a longer one has to be broken somewhere."""
_CODE = re.compile(r"(?<=<code>)[^<]+(?=</code>)")


def whole(html: str) -> str:
    """The same code with its words marked. No tag of it may hold a hyphen."""
    return _WORD.sub(r'<span class="whole">\g<0></span>', html)


class _Inline(Postprocessor):
    """Marks what stands between backticks."""

    def run(self, text: str) -> str:
        return _CODE.sub(lambda match: whole(match[0]), text)


class WholeExtension(Extension):
    """Registers the above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        # Before blocks that were put aside come back (30): those are not prose.
        md.postprocessors.register(_Inline(md), "guide-whole", 40)


def makeExtension() -> WholeExtension:  # noqa: N802 (Python-Markdown's name)
    """What Python-Markdown calls for `checks.site.whole`."""
    return WholeExtension()
