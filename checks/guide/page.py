"""Pages: what a page shows, found by rendering it with the site's own Markdown settings.

A regular expression over the text sees other fences than the reader does (nested ones, those of
other lengths, indented code, raw HTML); so the page is rendered, and what came out is looked at.
Line numbers are then found by going through the text in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import jinja2
import jinja2.nodes
import markdown
import yaml
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.meta import get_data
from mkdocs.utils.yaml import yaml_load
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from pymdownx.superfences import highlight_validator

from checks.guide.lesson import LANGUAGES, Language
from checks.guide.problem import GuideError, Problem, shown

MACROS = ("step", "ran", "marks", "article", "status", "figure", "host", "plot", "samples")
INLINE = ("figure", "host")
"""Macros that stand inside a sentence; the others come out as a block of their own."""


@dataclass(frozen=True)
class Call:
    """A macro on a page. `seen` says whether it comes out as a block that readers see."""

    name: str
    args: tuple[str, ...]
    line: int
    seen: bool


@dataclass(frozen=True)
class Heading:
    """A heading. `id` is None where the page does not give one."""

    level: int
    id: str | None
    text: str
    line: int


@dataclass(frozen=True)
class Target:
    """What a link or an image points to, as written."""

    url: str
    line: int


@dataclass
class Page:
    """One page in one language."""

    name: str
    """Its path below `docs/zh` or `docs/en`, without `.md`."""
    language: Language | None
    """None for a Markdown file that is no page of the guide, such as README.md."""
    path: str
    calls: list[Call] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[Target] = field(default_factory=list)
    images: list[Target] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    """Every id that a link can point at."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong in the page by itself."""
    readable: bool = True
    """False where nothing but `problems` is known of it."""

    def wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))


class _MarkdownSettings(Config):  # type: ignore[no-untyped-call]
    """The part of MkDocs' settings that decides how a page is rendered, with MkDocs' defaults."""

    markdown_extensions = config_options.MarkdownExtensions(
        builtins=["toc", "tables", "fenced_code"]
    )
    mdx_configs = config_options.Private[dict[str, dict[str, Any]]]()


class PageReader:
    """Reads pages the way the site of the repository at `root` does.

    Raises GuideError if `mkdocs.yml` cannot be used.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            with (root / "mkdocs.yml").open("rb") as file:
                site = yaml_load(file)
        except (OSError, yaml.YAMLError, MkDocsException) as error:
            raise GuideError([Problem("mkdocs.yml", 1, f"cannot be read: {error}")]) from None
        self._nav = site.get("nav", [])
        settings = _MarkdownSettings()
        settings.load_dict({"markdown_extensions": site.get("markdown_extensions", [])})
        errors, _ = settings.validate()
        if errors:
            raise GuideError(Problem("mkdocs.yml", 1, f"{name}: {error}") for name, error in errors)
        configs = dict(settings.mdx_configs or {})
        # An id that the page does not give would be made from the heading's text, which differs
        # between the languages: let it come out as something that can be told apart.
        configs["toc"] = {**configs.get("toc", {}), "slugify": lambda text, separator: _NO_ID}
        fences = {**configs.get("pymdownx.superfences", {})}
        fences["custom_fences"] = [
            *fences.get("custom_fences", []),
            {
                "name": "*",
                "class": "",
                "format": self._fence,
                # SuperFences' own, so that this accepts every fence that the site accepts.
                "validator": highlight_validator,
            },
        ]
        configs["pymdownx.superfences"] = fences
        self._markdown = markdown.Markdown(
            extensions=settings.markdown_extensions, extension_configs=configs
        )
        self._jinja = jinja2.Environment(**_delimiters(site))
        self._fences: list[tuple[str, str]] = []

    def _fence(self, source: str, language: str, *_: object, **__: object) -> str:
        """Stands for a fence in the rendered page; SuperFences calls this in the page's order."""
        self._fences.append((language, source))
        return f'<pre data-fence="{len(self._fences) - 1}"></pre>'

    def menu(self) -> dict[str, int]:
        """The pages that the site's nav names, each with its line in mkdocs.yml."""
        lines = (self.root / "mkdocs.yml").read_text(encoding="utf-8").split("\n")

        def named(entry: Any) -> Iterator[str]:
            match entry:
                case str():
                    yield entry
                case dict():
                    yield from named([*entry.values()])
                case list():
                    for one in entry:
                        yield from named(one)

        return {
            name: next((n for n, line in enumerate(lines, 1) if name in line), 1)
            for name in named(self._nav)
        }

    def pages(self) -> dict[Language, dict[str, Page]]:
        """Every page of both languages, by name."""
        found: dict[Language, dict[str, Page]] = {}
        for language in LANGUAGES:
            folder = self.root / "docs" / language
            found[language] = {
                (name := path.relative_to(folder).with_suffix("").as_posix()): self.page(
                    path, name, language
                )
                for path in sorted(folder.rglob("*.md"))
            }
        return found

    def page(self, path: Path, name: str, language: Language | None) -> Page:
        """Read one page. What is wrong in it stands in its `problems`."""
        page = Page(name, language, shown(path, self.root))
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            page.wrong(1, "not UTF-8; save the file as UTF-8")
            page.readable = False
            return page
        calls: list[Call] = []
        if language is not None:
            try:
                calls = list(self._macros(page, text))
            except jinja2.TemplateSyntaxError as error:
                page.wrong(error.lineno, f"a macro that cannot be read: {error.message}")
                page.readable = False
                return page
            text = self._without_macros(text, calls)
        body, _ = get_data(text)
        self._fences = []
        self._markdown.reset()
        html = _Html()
        html.feed(self._markdown.convert(body))
        html.close()
        lines = _Lines(text)
        fences = [lines.fence(source) for _, source in self._fences]
        page.calls = [Call(c.name, c.args, c.line, n in html.macros) for n, c in enumerate(calls)]
        page.ids = html.ids
        page.headings = [
            Heading(level, id, content, lines.heading(level, id, content, fences))
            for level, id, content in html.headings
        ]
        page.links = [Target(url, lines.containing(url)) for url in html.links]
        page.images = [Target(url, lines.containing(url)) for url in html.images]
        if language is not None:
            self._judge_code(page, html, lines, [first for first, _ in fences])
        return page

    def _macros(self, page: Page, text: str) -> Iterator[Call]:
        """The macros of a page, found by Jinja's own parser."""
        tree = self._jinja.parse(text)
        for node in tree.body:
            for one in node.nodes if isinstance(node, jinja2.nodes.Output) else [node]:
                if isinstance(one, jinja2.nodes.TemplateData):
                    continue
                call = one if isinstance(one, jinja2.nodes.Call) else None
                name = call.node.name if call and isinstance(call.node, jinja2.nodes.Name) else ""
                args = (
                    [a.value for a in call.args if isinstance(a, jinja2.nodes.Const)]
                    if call
                    else []
                )
                if (
                    call is None
                    or name not in MACROS
                    or len(args) != len(call.args)
                    or call.kwargs
                    or not all(isinstance(a, str) for a in args)
                ):
                    page.wrong(
                        one.lineno,
                        'a page knows only these macros, with plain texts: step("id"), ran(), '
                        'marks(), article("section"), status(), figure("name"), host("name"), '
                        'plot("name"), samples("name")',
                    )
                    continue
                yield Call(name, tuple(args), one.lineno, False)

    def _without_macros(self, text: str, calls: list[Call]) -> str:
        """The page with an empty block for each macro, every line where it was."""
        numbers = iter(range(len(calls)))

        def block(*_: object, **__: object) -> str:
            return f'<div data-guide data-call="{next(numbers)}"></div>'

        def inline(*_: object, **__: object) -> str:
            return f'<data data-call="{next(numbers)}">0</data>'

        template = self._jinja.overlay(undefined=_Silent, keep_trailing_newline=True)
        macros = {name: inline if name in INLINE else block for name in MACROS}
        return template.from_string(text).render(macros)

    def _judge_code(self, page: Page, html: _Html, lines: _Lines, fences: list[int]) -> None:
        """Code that was typed into the page by hand."""
        for (language, _), line in zip(self._fences, fences, strict=True):
            if not language:
                page.wrong(
                    line,
                    "a block without a language; name it (text, json, ini …), or show "
                    'a command with [[= step("id") =]]',
                )
            elif (family := _family(language)) is None:
                page.wrong(line, f'"{language}" is no language that Pygments knows; write text')
            elif family == "pygments.lexers.shell":
                page.wrong(
                    line,
                    f'a shell block ("{language}") typed by hand, which nobody runs; '
                    "write it as a step of a lesson and show it with "
                    '[[= step("id") =]]',
                )
        for source in html.blocks:
            first = next((part for part in source.split("\n") if part.strip()), "")
            page.wrong(
                lines.containing(first.strip()),
                "code without a fence (an indented block or raw HTML); write a fence with "
                'its language, or show a command with [[= step("id") =]]',
            )
        for source in html.spans:
            page.wrong(
                lines.containing(source.split("\n")[0].strip()),
                "inline code over several lines, perhaps a fence whose first line is not "
                "understood; write one language after ``` and nothing else",
            )


_NO_ID = "-no-id-"


class _Silent(jinja2.Undefined):
    """What is not a macro has been reported; here it is only to be got past."""

    __getattr__ = __getitem__ = __call__ = cast(Any, lambda self, *_, **__: self)
    __str__ = cast(Any, lambda self: "")


def _delimiters(site: dict[str, Any]) -> dict[str, Any]:
    """Jinja's delimiters as the site's mkdocs-macros is told them."""
    plugins = site.get("plugins", {})
    if isinstance(plugins, dict) and "macros" in plugins:
        return {
            key.removeprefix("j2_"): value
            for key, value in plugins["macros"].items()
            if key.startswith("j2_")
        }
    raise GuideError([Problem("mkdocs.yml", 1, "has no macros plugin with its j2_* delimiters")])


def _family(language: str) -> str | None:
    """The module of Pygments that the language's lexer belongs to; None if there is no lexer."""
    try:
        return type(get_lexer_by_name(language)).__module__
    except ClassNotFound:
        return None


class _Html(HTMLParser):
    """Looks at a rendered page."""

    def __init__(self) -> None:
        super().__init__()
        self.macros: set[int] = set()
        self.headings: list[tuple[int, str | None, str]] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.blocks: list[str] = []
        self.spans: list[str] = []
        self.ids: set[str] = set()
        self._heading: tuple[int, str | None] | None = None
        self._pre = self._code = self._ignore = False
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if "data-call" in given and not self._pre and not self._code:
            self.macros.add(int(given["data-call"]))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            id = given.get("id", "")
            self._heading = (int(tag[1]), None if id.startswith(_NO_ID) else id)
            self._text = ""
        elif tag == "a" and "headerlink" in given.get("class", ""):
            self._ignore = True
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "img" and "src" in given:
            self.images.append(given["src"])
        elif tag == "pre" and "data-fence" not in given:
            self._pre, self._text = True, ""
        elif tag == "code" and not self._pre:
            self._code = True
            if self._heading is None:
                self._text = ""

    def handle_endtag(self, tag: str) -> None:
        if self._heading and tag == f"h{self._heading[0]}":
            self.headings.append((*self._heading, self._text.strip()))
            self._heading = None
        elif tag == "a":
            self._ignore = False
        elif tag == "pre" and self._pre:
            self.blocks.append(self._text)
            self._pre = False
        elif tag == "code" and self._code:
            if "\n" in self._text and self._heading is None:
                self.spans.append(self._text)
            self._code = False

    def handle_data(self, data: str) -> None:
        if not self._ignore:
            self._text += data


class _Lines:
    """Finds the lines of what was rendered, going forward through the page's text."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in text.split("\n")]
        self._after = 0
        self._last_heading = 0
        self._seen: dict[str, int] = {}

    def fence(self, source: str) -> tuple[int, int]:
        """First and last line of the next fence that holds `source`."""
        wanted = [line.strip() for line in source.split("\n")]
        for at in range(self._after, len(self._lines)):
            if self._lines[at].lstrip("> ").startswith(("```", "~~~")):
                inside = [
                    x.lstrip("> ") if x.startswith(">") else x
                    for x in self._lines[at + 1 : at + 1 + len(wanted)]
                ]
                if inside == wanted or not source.strip():
                    self._after = at + len(wanted) + 1
                    return at + 1, at + len(wanted) + 2
        return 1, 1

    def heading(self, level: int, id: str | None, text: str, fences: list[tuple[int, int]]) -> int:
        """The line of the next heading."""
        for at in range(self._last_heading, len(self._lines)):
            line = self._lines[at]
            if any(first <= at + 1 <= last for first, last in fences):
                continue
            if line.startswith("#" * level + " ") and (id is None or id in line or level == 1):
                self._last_heading = at + 1
                return at + 1
        return self.containing(text)

    def containing(self, text: str) -> int:
        """The line of the next appearance of `text`: the second call finds the second one."""
        start = self._seen.get(text, 0)
        for at in range(start, len(self._lines)):
            if text and text in self._lines[at]:
                self._seen[text] = at + 1
                return at + 1
        return start or 1
