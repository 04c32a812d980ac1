"""What the macros give, as plain Markdown: for the pages' twins (checks.site.twin).

Only our own HTML is read here: one line, every `<`, `>` and `&` of a text or an attribute escaped.
So a split at the tags is enough, and takes a hundredth of the time of a parser.
"""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_LEFT_OUT = re.compile(r"<(svg|form|script)\b.*?</\1>", re.DOTALL)
_HIDDEN = re.compile(r"<\w+ hidden\b")


def plain(html: str) -> list[str]:
    """The lines of Markdown that say what the block says; without what is hidden at first."""
    html = _LEFT_OUT.sub("", _shown(html))
    if copied := re.search(r'data-copy="([^"]*)"', html):
        return _step(html, unescape(copied[1]))
    text = "".join(_Prose().read(html)).strip()
    return re.sub(" {2,}", " ", text).split("\n")


def fenced(text: str, language: str) -> list[str]:
    """A block of code whose fence is longer than any run of backticks in it."""
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *text.split("\n"), fence]


def _step(html: str, command: str) -> list[str]:
    block, _, foot = html.partition('<div class="step-foot"')
    code = re.search(r"<code>(.*)</code>", block, re.DOTALL)
    made: list[str] = []
    for comment in _comments(_words(code[1]) if code else "", command):
        made += [comment.strip().removeprefix("# "), ""]
    made += [*fenced(command, "bash"), ""]
    line, *outputs = re.split(r"<details\b[^>]*>", foot)
    rests = [output.partition("</details>") for output in outputs]
    for piece in [line, *(rest for _, _, rest in rests)]:
        facts = re.findall(r"<(?:a|span)\b[^>]*>(.*?)</(?:a|span)>", piece, re.DOTALL)
        if facts:
            made += [f"*{' · '.join(_words(fact).strip() for fact in facts)}*", ""]
    for inner, _, _ in rests:
        for name, text in re.findall(r"<(summary|samp|p)\b[^>]*>(.*?)</\1>", inner, re.DOTALL):
            made += fenced(_words(text), "text") if name == "samp" else [_words(text)]
            made.append("")
    return made[:-1]


def _comments(shown: str, command: str) -> list[str]:
    """The lines that are shown and no part of the command: comments in the reader's language."""
    left = command.split("\n")
    found = []
    for line in shown.split("\n"):
        if left and line == left[0]:
            left.pop(0)
        elif line.strip():
            found.append(line)
    return found


def _words(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _shown(html: str) -> str:
    """Without the elements that carry `hidden`: what other systems say, for the reader to pick."""
    if " hidden" not in html:
        return html
    kept, within, depth = [], "", 0
    for token in _TAG.split(html):
        name = match[1] if (match := _NAME.match(token)) else ""
        if within:
            if name == within:
                depth += -1 if token.startswith("</") else 1
            within = within if depth else ""
        elif _HIDDEN.match(token):
            within, depth = name, 1
        else:
            kept.append(token)
    return "".join(kept)


class _Prose:
    """Turns paragraphs, lists and tables into Markdown, tag by tag."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.row: list[str] = []
        self.links: list[str] = []
        self.in_code = False
        self.after_head = False

    def read(self, html: str) -> list[str]:
        for token in _TAG.split(html):
            if not token.startswith("<"):
                self.text(token)
            elif match := _NAME.match(token):
                self.tag(match[1], token.startswith("</"), token)
        return self.made

    def text(self, text: str) -> None:
        text = unescape(text)
        self.put(text if self.in_code else text.replace("<", "\\<"))

    def put(self, text: str) -> None:
        if self.row:
            self.row[-1] += text
        else:
            self.made.append(text)

    def tag(self, name: str, ends: bool, token: str) -> None:
        if name == "code":
            self.in_code = not ends
            self.put("`")
        elif name == "a":
            if not ends:
                self.links.append(
                    target[1] if (target := re.search('href="([^"]*)"', token)) else ""
                )
            self.put(f"]({unescape(self.links.pop())})" if ends else "[")
        elif name == "br":
            self.put(", ")
        elif name in ("td", "th") and not ends:
            self.row.append("")
        elif name == "tr" and ends:
            cells = [cell.strip().replace("|", "\\|") for cell in self.row]
            self.row = []
            self.made.append(f"| {' | '.join(cells)} |\n")
            if not self.after_head:
                self.made.append(f"|{' --- |' * len(cells)}\n")
                self.after_head = True
        elif name == "table":
            self.after_head = False
            self.made.append("\n\n")
        elif name in ("li", "dt") and not ends:
            self.made.append("\n- ")
        elif name == "dd" and not ends:
            self.made.append(": ")
        elif name in ("p", "summary", "figcaption", "ul", "dl"):
            self.made.append("\n\n")
        elif name == "span" and not ends and not self.row:
            self.made.append(" · ")
