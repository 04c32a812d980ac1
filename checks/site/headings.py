"""Where the lines of a Chinese heading may end."""

from __future__ import annotations

import re

import jieba


def between_words(html: str) -> str:
    """The same page, in whose Chinese headings a line may end between words, as jieba finds them,
    but not before a particle: a browser knows no Chinese words (assets/site/book.css).
    """

    def cut(run: re.Match[str]) -> str:
        return re.sub("<wbr>(?=[的了时里])", "", "<wbr>".join(jieba.cut(run[0])))

    def heading(match: re.Match[str]) -> str:
        joined = re.sub(
            "(?<=>[把用给在让往]) | (?=[的里])|(?<=Docker) (?=\\d|Hub)",
            "\N{NO-BREAK SPACE}",
            match[0],
        )
        return re.sub("[\u4e00-\u9fff]{3,}(?=[^<>]*<)", cut, joined)

    return re.sub(r"<h[1-3]\b.*?</h[1-3]>", heading, html, flags=re.DOTALL)
