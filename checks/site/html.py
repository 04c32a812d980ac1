"""Small pieces of HTML: commands in colours, outputs as text."""

from __future__ import annotations

import re
from html import escape
from io import StringIO

from pygments.formatters import HtmlFormatter
from pygments.lexers import BashLexer
from pygments.token import Token

from checks.guide.normal import screen

text = escape
"""A text between tags or in a quoted attribute."""


_WORD = re.compile(r"(?<![\w.-])(?=[\w.-]{2,28}(?![\w.-]))[\w.]*-[\w.-]*")
"""A word with a hyphen that fits into a phone's line; a longer one has to be broken somewhere."""


_LONG = re.compile(r"[\w./:=,@%-]{29,}")
_PARTS = re.compile(r"(?<=\w[/:=,@])(?=[\w.-]+(?:[/:=,@][\w.-]+)?[/:=,]?$)|(?<=\w,)(?=\w)")


def whole(html: str) -> str:
    """The same code, in which no line ends at a hyphen inside a word. No tag of it may hold one.

    A browser may break a line after every hyphen, so that `--detach` ends one line with `--` and
    begins the next with `detach`. assets/site/step.css keeps together what is marked here. What is
    too long for a phone's line is broken before one of a path's last two parts or of what commas
    list, not at any letter.
    """
    html = _LONG.sub(lambda match: _PARTS.sub("<wbr>", match[0]), html)
    return _WORD.sub(r'<span class="whole">\g<0></span>', html)


_SHELL = BashLexer(stripnl=False)
_COLOURS: HtmlFormatter[str] = HtmlFormatter(nowrap=True)  # dear to make: it knows every colour


_QUOTED = (Token.String.Double, Token.String.Single, Token.String.Backtick)
_COLOURED = (Token.Comment, Token.Keyword, Token.Name.Variable, *_QUOTED)


def highlight(source: str) -> str:
    """Shell in colours, with the class names that the theme knows; each line an element of its own.

    What the colours would say nothing about has none: a number, a program that Pygments takes for
    the shell's own, the text of a here-document.
    """
    tokens = [
        (kind if any(kind in one for one in _COLOURED) else Token.Text, part)
        for kind, part in _SHELL.get_tokens(source)
    ]
    html = StringIO()
    _COLOURS.format(tokens, html)
    lines = whole(html.getvalue().removesuffix("\n")).splitlines(keepends=True)
    return "".join(_line(line) for line in lines)


_JOINS = re.compile(
    r"""(?: (?:&amp;&amp;|\|\|?|\\)| <span class="k">(?:do|then)</span>)$""", re.MULTILINE
)
"""What a line ends with because the command goes on in the next one."""


def _line(html: str) -> str:
    """A line whose indentation, and the hyphen of a YAML list, are not torn from what follows, and
    which hangs in deeper than it begins when it is wrapped. What joins it to the next one is never
    alone on a line.
    """
    html = _JOINS.sub(r'<span class="whole">\g<0></span>', html)
    begun = re.match(r" +(?:- )?", html)
    if not begun:
        return f'<span class="line">{html}</span>'
    start, rest = begun[0], html[begun.end() :]
    depth = f'style="--in:{len(start)}ch"'
    return f'<span class="line" {depth}><span class="in">{start}</span>{rest}</span>'


def terminal(lines: list[str]) -> str:
    """Recorded lines as a terminal shows them in the end, as plain text; "" if nothing is seen.

    What is left of control characters is made visible, since HTML cannot hold them.
    """
    seen = screen("\n".join(lines)).rstrip("\n")
    seen = re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: chr(0x2400 + ord(match[0])), seen)
    seen = re.sub("[\x80-\x9f\ud800-\udfff]", "\ufffd", seen.replace("\x7f", "␡"))
    return seen if seen.strip() else ""


def fenced(code: str, language: str) -> list[str]:
    """Lines of Markdown: a block of code whose fence is longer than any run of backticks in it."""
    longest = max(map(len, re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *code.split("\n"), fence]
