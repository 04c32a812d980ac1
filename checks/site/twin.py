"""A MkDocs hook: beside each page its twin in plain text, and llms.txt, which lists them.

For readers without a browser, and for programs that read. A twin is the Markdown that the page is
made from, after the macros have run: what they gave is HTML, and is turned into text here. A
command stands in a fenced block, byte for byte what the copy button hands out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from checks.site.plain import plain

_WORDS = {
    "zh": {
        "about": "每一页都有一份纯文本（Markdown）：命令一字不差，后面是它的状态和输出。"
        "命令也能整课下载：lessons/ 下与课同名的 .sh 文件，例如 [{lesson}](lessons/{lesson}.sh)。",
        "pages": "各页",
        "data": "数据",
        "status": "每一步在每个系统上的状态、版本、日期和用时",
        "other": "另一种语言",
    },
    "en": {
        "about": "Each page exists as plain text (Markdown): the commands to the letter, each with "
        "its state and its output. A lesson's commands can also be had as one script, below "
        "lessons/ under the lesson's name, such as [{lesson}](lessons/{lesson}.sh).",
        "pages": "Pages",
        "data": "Data",
        "status": "every step's state, versions, date and time taken, on each system",
        "other": "The other language",
    },
}

_MACRO = re.compile(r"(\s*)(<div data-guide\b.*</div>)\s*")
_NOTE = re.compile(r"[!?]{3}\+? *\w+(?: +\"(.*)\")?")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING_ID = re.compile(r"(#+ .*?)\s*\{ *#[^}]*\}\s*")
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")

_twins: dict[str, str] = {}
"""What is written when the build is done: text by path below the site's folder."""
_nav: list[Page] = []


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remember the menu's order; a new build begins here."""
    _twins.clear()
    _nav[:] = nav.pages


@event_priority(-100)  # after the macros
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Make the twin of a page."""
    here = page.file

    def address(target: str) -> str:
        path, _, anchor = target.partition("#")
        found = files.get_file_from_path(
            posixpath.normpath(posixpath.join(posixpath.dirname(here.src_uri), path))
        )
        if not path or ":" in path or found is None:
            return target
        goal = _beside(found) if found.is_documentation_page() else found.dest_uri
        way = posixpath.relpath(goal, posixpath.dirname(here.dest_uri))
        return f"{way}#{anchor}" if anchor else way

    _twins[_beside(here)] = "\n".join(twin(markdown.split("\n"), address)).strip() + "\n"


def on_post_build(config: MkDocsConfig) -> None:
    """Write the twins and llms.txt. (As files of the build they would become pages.)"""
    language = str(config.theme["language"])
    for path, text in {**_twins, "llms.txt": _llms(config, language)}.items():
        target = Path(config.site_dir) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def twin(lines: Iterable[str], address: Callable[[str], str]) -> list[str]:
    """The lines of a page as plain Markdown. `address` says where a link of the source leads."""
    made: list[str] = []
    left = list(lines)
    fence = ""
    while left:
        line = left.pop(0)
        if fence or _FENCE.match(line):
            made.append(line)
            mark = _FENCE.match(line)
            if mark and not fence:
                fence = mark[1]
            elif fence and line.strip() == fence:
                fence = ""
        elif macro := _MACRO.fullmatch(line):
            made += ["", *(macro[1] + text if text else "" for text in plain(macro[2])), ""]
        elif note := _NOTE.fullmatch(line):
            inner = []
            while left and (not left[0].strip() or left[0].startswith("    ")):
                inner.append(left.pop(0)[4:])
            body = "\n".join(twin(inner, address)).strip("\n").split("\n")
            quoted = [*([f"**{note[1]}**", ""] if note[1] else []), *body]
            made += [("> " + text).rstrip() for text in quoted]
            made.append("")
        else:
            line = _HEADING_ID.sub(r"\1", line)
            made.append(_LINK.sub(lambda match: match[1] + address(match[2]) + match[3], line))
    return _single_spaced(made)


def _single_spaced(lines: list[str]) -> list[str]:
    """One empty line where the macros left several, but none taken out of a fence."""
    kept: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.removeprefix("> "))
        if mark and not fence:
            fence = mark[1]
        elif fence and line.removeprefix("> ").strip() == fence:
            fence = ""
        if line or fence or not kept or kept[-1]:
            kept.append(line)
    return kept


def _beside(file: File) -> str:
    """The path of a page's twin: in the same folder, `index.md` for `index.html`."""
    return file.dest_uri.removesuffix(".html") + ".md"


def _llms(config: MkDocsConfig, language: str) -> str:
    """The list of the twins, in the form of https://llmstxt.org."""
    words = _WORDS[language]
    pages = [
        f"- [{page.title}]({_beside(page.file)}): {page.meta.get('description', '')}"
        for page in _nav
    ]
    others = [
        f"- [{one['name']}]({posixpath.join(one['link'], 'llms.txt')})"
        for one in config.extra["alternate"]
        if one["lang"] != language
    ]
    return "\n".join(
        [
            f"# {config.site_name}",
            "",
            f"> {config.site_description}",
            "",
            words["about"].format(lesson="index"),
            "",
            *(f"## {words['pages']}", "", *pages, ""),
            *(f"## {words['data']}", "", f"- [status.json](status.json): {words['status']}", ""),
            *(f"## {words['other']}", "", *others, ""),
        ]
    )
