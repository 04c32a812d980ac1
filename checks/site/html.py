"""Small pieces of HTML: commands in colours, outputs as text, texts with `code` in them."""

from __future__ import annotations

import re
from html import escape
from io import StringIO

from pygments.formatters import HtmlFormatter
from pygments.lexers import BashLexer
from pygments.token import Token

from checks.site.whole import whole


def text(plain: str) -> str:
    """A text between tags or in a quoted attribute."""
    return escape(plain, quote=True)


def prose(plain: str) -> str:
    """A text in which `backticks` stand around code."""
    return re.sub(r"`([^`]+)`", lambda code: f"<code>{whole(code[1])}</code>", text(plain))


_SHELL = BashLexer(stripnl=False)
_COLOURS: HtmlFormatter[str] = HtmlFormatter(nowrap=True)  # dear to make: it knows every colour


def highlight(source: str) -> str:
    """Shell in colours, with the class names that the theme knows; white space has none."""
    tokens = [
        (Token.Text if kind in Token.Text else kind, part)
        for kind, part in _SHELL.get_tokens(source)
    ]
    html = StringIO()
    _COLOURS.format(tokens, html)
    return whole(html.getvalue().removesuffix("\n"))


_ESCAPE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_=>])")


def terminal(lines: list[str]) -> str:
    """Recorded lines as a terminal shows them in the end, as plain text; "" if nothing is seen.

    Without colours and cursor movements, of redrawn lines the last state. What is left of control
    characters is made visible, since HTML cannot hold them.
    """
    output = _ESCAPE.sub("", "\n".join(lines)).replace("\r\n", "\n").rstrip("\n")
    seen = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in output.split("\n"))
    seen = re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: chr(0x2400 + ord(match[0])), seen)
    seen = re.sub("[\x80-\x9f\ud800-\udfff]", "\ufffd", seen.replace("\x7f", "␡"))
    return seen if seen.strip() else ""


def fenced(code: str, language: str) -> list[str]:
    """Lines of Markdown: a block of code whose fence is longer than any run of backticks in it."""
    longest = max(map(len, re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *code.split("\n"), fence]
