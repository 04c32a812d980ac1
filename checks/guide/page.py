"""Pages: what a page shows, found by rendering it with the site's own Markdown settings.

A regular expression over the text sees other fences than the reader does (nested ones, those of
other lengths, indented code, raw HTML); so the page is rendered, and what came out is looked at.
Line numbers are then found by going through the text in the same order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import jinja2
import jinja2.nodes
import markdown
import yaml
from mkdocs.config.base import ValidationError
from mkdocs.config.config_options import MarkdownExtensions
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.meta import YAML_RE, get_data
from mkdocs.utils.yaml import yaml_load
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from pymdownx.superfences import highlight_validator

from checks.guide.lesson import LANGUAGES, Language
from checks.guide.problem import GuideError, Problem, read_all, shown
from checks.guide.rendered import NO_ID, Heading, Lines, Rendered, Target

MACROS = {
    "step": 'step("id")',
    "ran": "ran()",
    "marks": "marks()",
    "contents": "contents()",
    "proof": 'proof("what")',
    "systems": "systems()",
    "status": "status()",
    "figure": 'figure("name")',
    "host": 'host("name")',
}
"""What a page may call, and how that is written there."""
INLINE = ("figure", "host", "proof")
"""Macros that stand inside a sentence; the others come out as a block of their own."""

_MENU_ENTRY = re.compile(r"""\s*- (?:.*:\s+)?['"]?([\w./-]+\.md)['"]?\s*(?:#.*)?$""")
"""A page in the nav of mkdocs.yml, `- start/lab.md` or `- Lab: start/lab.md`."""


@dataclass(frozen=True)
class Call:
    """A macro on a page. `seen` says whether it comes out as a block that readers see."""

    name: str
    args: tuple[str, ...]
    line: int
    seen: bool


@dataclass
class Page:
    """One page in one language."""

    name: str
    """Its path below `docs/zh` or `docs/en`, without `.md`."""
    language: Language
    path: str
    calls: list[Call] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What is wrong in the page by itself."""

    def problem(self, line: int, message: str) -> Problem:
        return Problem(self.path, line, message)

    def wrong(self, line: int, message: str) -> None:
        """Note a problem of the page by itself."""
        self.problems.append(self.problem(line, message))


def load_pages(root: Path) -> dict[Language, dict[str, Page]]:
    """Read every page of both languages of the repository at `root`, by name. Raises GuideError."""
    reader = _Reader(root)
    found: dict[Language, dict[str, Page]] = {}
    for language in LANGUAGES:
        pages = read_all(root, f"docs/{language}/**/*.md", partial(reader.page, language))
        found[language] = {page.name: page for page in pages}
    return found


class _Reader:
    """Reads pages the way the site does. Raises GuideError if `mkdocs.yml` cannot be used."""

    def __init__(self, root: Path) -> None:
        # As MkDocs reads them, with its own defaults.
        option = MarkdownExtensions(builtins=["toc", "tables", "fenced_code"])
        message = ""
        try:
            with (root / "mkdocs.yml").open("rb") as file:
                site = yaml_load(file)
            extensions = option.validate(site.get("markdown_extensions", []))  # type: ignore[no-untyped-call]
            macros = site["plugins"]["macros"].items()
        except (OSError, yaml.YAMLError, MkDocsException) as error:
            message = f"cannot be read: {error}"
        except ValidationError as error:
            message = f"markdown_extensions: {error}"
        except (KeyError, TypeError):
            message = "has no macros plugin with its j2_* delimiters"
        if message:
            raise GuideError([Problem("mkdocs.yml", 1, message)])
        configs = dict(option.configdata)
        # An id that the page does not give would be made from the heading's text, which differs
        # between the languages: let it come out as something that can be told apart.
        configs["toc"] = {"slugify": lambda text, separator: NO_ID}
        # SuperFences' own validator accepts every fence that the site accepts.
        fence = {"name": "*", "class": "", "format": self._fence, "validator": highlight_validator}
        configs["pymdownx.superfences"] = {"custom_fences": [fence]}
        self._markdown = markdown.Markdown(extensions=extensions, extension_configs=configs)
        delimiters = {key.removeprefix("j2_"): x for key, x in macros if key.startswith("j2_")}
        self._jinja = jinja2.Environment(keep_trailing_newline=True, **delimiters)
        self._fences: list[tuple[str, str]] = []

    def _fence(self, source: str, language: str, *_: object, **__: object) -> str:
        """Stands for a fence in the rendered page; SuperFences calls this in the page's order."""
        self._fences.append((language, source))
        return "<pre data-fence></pre>"

    def page(self, language: Language, path: Path, root: Path) -> Page:
        """Read one page. Raises GuideError."""
        name = path.relative_to(root / "docs" / language).with_suffix("").as_posix()
        page = Page(name, language, shown(path, root))
        try:
            text, calls = self._macros(page, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise GuideError([page.problem(1, "not UTF-8; save the file as UTF-8")]) from None
        except jinja2.TemplateSyntaxError as error:
            message = f"a macro that cannot be read: {error.message}"
            raise GuideError([page.problem(error.lineno, message)]) from None
        body, told = get_data(text)
        if text.startswith("---\n") and not told:
            raise GuideError([page.problem(*_front_matter_fault(text))])
        self._fences = []
        html = self._markdown.reset().convert(body)
        lines = Lines(text)
        fences = [(language, lines.fence(source)) for language, source in self._fences]
        seen = Rendered(html, lines)
        page.calls = [Call(c.name, c.args, c.line, n in seen.macros) for n, c in enumerate(calls)]
        page.headings, page.targets = seen.headings, seen.targets
        _judge_code(page, fences, seen.code)
        return page

    def _macros(self, page: Page, text: str) -> tuple[str, list[Call]]:
        """The page with an empty block for each macro, every line where it was, and the macros.

        Jinja's own parser finds them. Raises TemplateSyntaxError.
        """
        calls: list[Call] = []
        kept = ""
        for node in self._jinja.parse(text).body:
            for one in node.nodes if isinstance(node, jinja2.nodes.Output) else [node]:
                if isinstance(one, jinja2.nodes.TemplateData):
                    # A macro or a comment of Jinja's over several lines is one line by now.
                    kept += "\n" * (one.lineno - 1 - kept.count("\n")) + one.data
                elif call := _call(one):
                    number = f'data-call="{len(calls)}"'
                    block = f"<div data-guide {number}></div>"
                    kept += f"<data {number}>0</data>" if call.name in INLINE else block
                    calls.append(call)
                else:
                    known = ", ".join(MACROS.values())
                    page.wrong(one.lineno, f"a page knows only these macros: {known}")
        return kept, calls


def _judge_code(page: Page, fences: list[tuple[str, int]], unfenced: list[tuple[str, int]]) -> None:
    """Code that was typed into the page by hand: languages of fences and tags, with their lines."""
    show = 'show a command with [[= step("id") =]]'
    for language, line in fences:
        try:
            lexer = get_lexer_by_name(language) if language else None
        except ClassNotFound:
            page.wrong(line, f'"{language}" is no language that Pygments knows; write text')
            continue
        if lexer is None:
            page.wrong(line, f"a block without a language; name it (text, json …), or {show}")
        elif type(lexer).__module__ == "pygments.lexers.shell":
            by_hand = f'a shell block ("{language}") typed by hand, which nobody runs'
            page.wrong(line, f"{by_hand}; write it as a step of a lesson, and {show}")
    block = "code without a fence (an indented block or raw HTML); write a fence with its language"
    broken = "inline code over several lines, perhaps a fence whose first line is not understood"
    said = {
        "pre": f"{block}, or {show}",
        "code": f"{broken}; write one language after ``` and nothing else",
    }
    for tag, line in unfenced:
        page.wrong(line, said[tag])


def menu(root: Path) -> dict[str, int]:
    """The pages that the site's nav names, each with its line in mkdocs.yml."""
    lines = (root / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
    entries = ((_MENU_ENTRY.match(line), number) for number, line in enumerate(lines, 1))
    return {entry[1]: number for entry, number in entries if entry}


def _front_matter_fault(text: str) -> tuple[int, str]:
    """Where a page's front matter is none, and why: MkDocs takes it for text and says nothing."""
    told = "title, description and search words are lost"
    if not (found := YAML_RE.match(text)):
        return 1, f"the front matter has no end, so {told}; write --- below it"
    try:
        yaml.safe_load(found[1])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        return line, f"the front matter is no YAML, so {told}: {error.problem}"
    return 1, f'the front matter has no "key: value", so {told}'


def _call(node: jinja2.nodes.Node) -> Call | None:
    """The macro that a node calls with plain texts; None if the node is anything else."""
    if not isinstance(node, jinja2.nodes.Call) or not isinstance(node.node, jinja2.nodes.Name):
        return None
    args = [arg.value for arg in node.args if isinstance(arg, jinja2.nodes.Const)]
    plain = len(args) == len(node.args) and all(isinstance(arg, str) for arg in args)
    if node.node.name not in MACROS or not plain or node.kwargs or node.dyn_args:
        return None
    return Call(node.node.name, tuple(args), node.lineno, False)
