"""Beside each page its copy in plain Markdown; theme/llms.txt lists the copies.

For readers without a browser, and for programs that read. A copy is the Markdown that the page is
made from, with the Markdown of each macro in its place (see `checks.site.block`): a command stands
in a fenced block, byte for byte what the copy button hands out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable

from mkdocs.structure.files import File, Files

from checks.site.block import find

_NOTE = re.compile(r"[!?]{3}\+? *[\w ]+(?: +\"(.*)\")?")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING_ID = re.compile(r"(#+ .*?)\s*\{ *#[^}]*\}\s*")
_CLASS = re.compile(r"(?<=[)*])\{ *[.#][^}]*\}")
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_BARE = re.compile(r"</?(?:data|div)\b[^>]*>")


def copy(markdown: str, page: File, files: Files) -> str:
    """The copy of a page, from its Markdown after the macros have run."""

    def address(target: str) -> str:
        path, _, anchor = target.partition("#")
        found = files.get_file_from_path(
            posixpath.normpath(posixpath.join(posixpath.dirname(page.src_uri), path))
        )
        if not path or ":" in path or found is None:
            return target
        goal = beside(found) if found.is_documentation_page() else found.dest_uri
        way = posixpath.relpath(goal, posixpath.dirname(page.dest_uri))
        return f"{way}#{anchor}" if anchor else way

    return "\n".join(_plain(markdown.split("\n"), address)).strip() + "\n"


def _plain(lines: Iterable[str], address: Callable[[str], str]) -> list[str]:
    """The lines of a page as plain Markdown. `address` says where a link of the source leads."""
    made: list[str] = []
    left = list(lines)
    fence = ""
    while left:
        line = left.pop(0)
        mark = _FENCE.match(line)
        if fence or mark:
            made.append(line)
            fence = "" if fence and line.strip() == fence else fence or (mark[1] if mark else "")
        elif found := find(line):
            indent, block = found
            made += [""] if made and made[-1] else []
            made += [indent + text if text else "" for text in block.markdown]
        elif note := _NOTE.fullmatch(line):
            inner = []
            while left and (not left[0].strip() or left[0].startswith("    ")):
                inner.append(left.pop(0)[4:])
            body = "\n".join(_plain(inner, address)).strip("\n").split("\n")
            quoted = [*([f"**{note[1]}**", ""] if note[1] else []), *body]
            made += [*(f"> {text}" if text else ">" for text in quoted), ""]
        else:
            line = _BARE.sub("", _CLASS.sub("", _HEADING_ID.sub(r"\1", line))).replace("<br>", " ")
            made.append(_LINK.sub(lambda match: match[1] + address(match[2]) + match[3], line))
    return made


def beside(file: File) -> str:
    """The path of a page's copy: in the same folder, `index.md` for `index.html`."""
    return file.dest_uri.removesuffix(".html") + ".md"
