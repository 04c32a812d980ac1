"""The gate: everything that must hold between the guide's files before anyone runs anything.

    python -m checks.guide.gate

Each rule below is a function that yields the problems it finds. There is no allow-list.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from checks.guide.article import FILE as ARTICLE
from checks.guide.article import Article, load_article
from checks.guide.check import Check, read_checks
from checks.guide.compare import load_rows
from checks.guide.lesson import LANGUAGES, Language, Lesson, Step, load_lessons, owner
from checks.guide.linters import lint
from checks.guide.measured import load_measured
from checks.guide.page import Call, Page, PageReader, Target
from checks.guide.problem import ROOT, GuideError, Problem, shown
from checks.guide.record import Record, load_records
from checks.guide.shell import incomplete


@dataclass(frozen=True)
class Guide:
    """All that the rules look at. What could not be read is missing here, and reported."""

    root: Path
    lessons: dict[str, Lesson]
    pages: dict[Language, dict[str, Page]]
    records: list[Record]
    article: Article | None
    others: list[Page]
    """Markdown at the top of the repository, such as README.md, which may use images, too."""

    def twins(self) -> Iterator[tuple[Page, Page]]:
        """The pages that exist in both languages: Chinese, English."""
        for name, page in self.pages["zh"].items():
            if name in self.pages["en"]:
                yield page, self.pages["en"][name]

    def every_page(self) -> Iterator[Page]:
        """The pages of both languages."""
        for language in LANGUAGES:
            yield from self.pages[language].values()


def problems(root: Path = ROOT) -> tuple[list[Problem], str]:
    """Every problem of the repository at `root`, and a line that counts what was looked at."""
    found: list[Problem] = []
    lessons: dict[str, Lesson] = {}
    records: list[Record] = []
    pages: dict[Language, dict[str, Page]] = {"zh": {}, "en": {}}
    others: list[Page] = []
    try:
        lessons = load_lessons(root)
        known = True
    except GuideError as error:
        found += error.problems
        known = False
    try:
        records = load_records(root)
    except GuideError as error:
        found += error.problems
    article: Article | None = None
    try:
        article = load_article(root)
    except GuideError as error:
        found += error.problems
        known = False
    for load in (load_rows, load_measured):
        try:
            load(root)
        except GuideError as error:
            found += error.problems
    try:
        reader = PageReader(root)
        pages = reader.pages()
        others = [reader.page(path, path.stem, None) for path in sorted(root.glob("*.md"))]
    except GuideError as error:
        found += error.problems
    guide = Guide(root, lessons, pages, records, article, others)
    # A rule that compares files says nothing true about one that could not be read.
    read = all(page.readable for page in guide.every_page())
    rules: list[Callable[[Guide], Iterator[Problem]]] = [_rendered, _twin_pages]
    if known:
        rules += [_has_lessons, _complete, _checks, _recorded]
    if read:
        rules += [_headings, _same_targets, _targets_exist, _unused]
    if known and read:
        rules += [_shown, _same_steps, _article]
    for rule in rules:
        found += rule(guide)
    found += lint(root)
    counts = (
        f"gate: {len(lessons)} lessons, {sum(len(x.steps) for x in lessons.values())} steps, "
        f"{len(pages['zh'])} + {len(pages['en'])} pages, {len(records)} records"
    )
    return sorted(set(found)), counts


def _has_lessons(guide: Guide) -> Iterator[Problem]:
    """A guide without a lesson passes every other rule, and proves nothing."""
    if not guide.lessons:
        yield Problem("docs/lessons", 1, "no lessons found; the guide shows nothing")


def _complete(guide: Guide) -> Iterator[Problem]:
    """Every step is complete shell by itself."""
    yield from incomplete(guide.lessons.values())


def _checks(guide: Guide) -> Iterator[Problem]:
    """Every step has its check and every check its step, in the same order."""
    files = {
        shown(path, guide.root): path for path in sorted((guide.root / "checks").glob("test_*.py"))
    }
    by_file = {lesson.check: lesson for lesson in guide.lessons.values()}
    for name in files.keys() - by_file.keys():
        yield Problem(
            name,
            1,
            "checks without a lesson; its lesson would be docs/lessons/"
            f"{Path(name).stem.removeprefix('test_').replace('_', '-')}.sh",
        )
    for name, lesson in by_file.items():
        if name not in files:
            yield Problem(lesson.path, 1, f"a lesson without checks; write {name}")
            continue
        checks, wrong = read_checks(files[name], guide.root)
        yield from wrong
        if not checks and wrong:
            continue
        yield from _paired(lesson, checks, name)


def _paired(lesson: Lesson, checks: list[Check], file: str) -> Iterator[Problem]:
    steps = {step.test: step for step in lesson.steps}
    first: dict[str, Check] = {}
    for check in checks:
        if check.name not in steps:
            yield Problem(
                file,
                check.line,
                f"{check.name} checks no step of {lesson.path}; name "
                "it after its step, or remove it",
            )
        elif check.name in first:
            yield Problem(
                file,
                check.line,
                f"{check.name} already stands at line "
                f"{first[check.name].line}, which Python now forgets; "
                "keep one",
            )
        else:
            first[check.name] = check
    for name, step in steps.items():
        if name not in first:
            yield Problem(
                step.path, step.opened, f'step "{step.id}" has no check; write {name} in {file}'
            )
    wanted = [name for name in steps if name in first]
    for check, name in zip(first.values(), wanted, strict=True):
        if check.name != name:
            yield Problem(
                file,
                check.line,
                f"{check.name} stands where the lesson has {name}; "
                "checks stand in the lesson's order",
            )
            break


def _shown(guide: Guide) -> Iterator[Problem]:
    """Every step is shown once in each language, on its lesson's page, in order."""
    steps = {step.key: step for lesson in guide.lessons.values() for step in lesson.steps}
    for language in LANGUAGES:
        places: dict[str, str] = {}
        for page in guide.pages[language].values():
            shown_here: list[tuple[Step, int]] = []
            for call in page.calls:
                if call.name in ("article", "compare"):
                    continue
                if call.name != "step":
                    yield from _lessons_known(guide, page, call.args, call.line)
                    continue
                key = call.args[0] if len(call.args) == 1 else ""
                if key not in steps:
                    yield Problem(
                        page.path, call.line, f'there is no step "{key}"{_near(key, steps)}'
                    )
                    continue
                if not call.seen:
                    yield Problem(
                        page.path,
                        call.line,
                        f'step "{key}" stands in code or in a '
                        "comment, where nobody sees it; put it on "
                        "a line of its own",
                    )
                    continue
                if key in places:
                    yield Problem(
                        page.path,
                        call.line,
                        f'step "{key}" is already shown at {places[key]}; show it once',
                    )
                    continue
                places[key] = f"{page.path}:{call.line}"
                shown_here.append((steps[key], call.line))
                if (page_of := owner(key.split("/")[0], guide.pages[language])) != page.name:
                    where = (
                        f"docs/{language}/{page_of}.md"
                        if page_of
                        else "a page with which the lesson's name begins"
                    )
                    yield Problem(page.path, call.line, f'step "{key}" belongs on {where}')
            yield from _in_order(page, shown_here, guide.lessons)
        for key, step in steps.items():
            if key not in places:
                yield Problem(
                    step.path,
                    step.opened,
                    f'step "{step.id}" is shown on no page in '
                    f"docs/{language}; write "
                    f'[[= step("{key}") =]] there',
                )


def _same_steps(guide: Guide) -> Iterator[Problem]:
    """Both languages of a page have the same macros, and the steps in the same order."""
    for zh, en in guide.twins():
        left, right = (_first_calls(page) for page in (zh, en))
        for a, b in zip(
            [call for key, call in left.items() if key in right],
            [call for key, call in right.items() if key in left],
            strict=True,
        ):
            if a.args != b.args:
                yield Problem(
                    en.path,
                    b.line,
                    f'step "{b.args[0]}" stands where {zh.path}:{a.line} has "{a.args[0]}"; '
                    "show the steps in the same order",
                )
                break
        heads = [[c for c in page.calls if c.name != "step"] for page in (zh, en)]
        if [(c.name, c.args) for c in heads[0]] != [(c.name, c.args) for c in heads[1]]:
            lines = [head[0].line if head else 1 for head in heads]
            yield Problem(
                en.path,
                lines[1],
                f"the other macros here differ from {zh.path}:{lines[0]}; write the same",
            )


def _first_calls(page: Page) -> dict[tuple[str, ...], Call]:
    """The page's steps in their order, each where it is first shown."""
    calls: dict[tuple[str, ...], Call] = {}
    for call in page.calls:
        if call.name == "step":
            calls.setdefault(call.args, call)
    return calls


def _lessons_known(
    guide: Guide, page: Page, names: tuple[str, ...], line: int
) -> Iterator[Problem]:
    for name in names:
        if name not in guide.lessons:
            yield Problem(
                page.path, line, f'there is no lesson "{name}"{_near(name, guide.lessons)}'
            )


def _in_order(
    page: Page, found: list[tuple[Step, int]], lessons: dict[str, Lesson]
) -> Iterator[Problem]:
    last: dict[str, tuple[int, Step]] = {}
    for step, line in found:
        at = lessons[step.lesson].steps.index(step)
        if step.lesson in last and at < last[step.lesson][0]:
            yield Problem(
                page.path,
                line,
                f'step "{step.key}" comes before '
                f'"{last[step.lesson][1].id}" in {step.path}; show the '
                "steps in the lesson's order",
            )
        else:
            last[step.lesson] = (at, step)


def _near(name: str, known: dict[str, Step] | dict[str, Lesson]) -> str:
    close = get_close_matches(name, known, n=3)
    return f"; did you mean {' or '.join(close)}?" if close else "; write it in docs/lessons first"


def _article(guide: Guide) -> Iterator[Problem]:
    """Every line of the article of 2014 has a step, and every section of it is shown once."""
    article = guide.article
    sections: dict[str, int] = {}
    for entry in article.entries if article else ():
        sections.setdefault(entry.section, entry.line)
    if article:
        steps = {step.key: step for lesson in guide.lessons.values() for step in lesson.steps}
        yield from article.unaccounted()
        for entry in article.entries:
            for key in entry.steps:
                if key not in steps:
                    yield Problem(
                        ARTICLE, entry.line, f'there is no step "{key}"{_near(key, steps)}'
                    )
    for language in LANGUAGES:
        places: dict[str, str] = {}
        for page in guide.pages[language].values():
            for call in page.calls:
                if call.name != "article":
                    continue
                name = call.args[0] if len(call.args) == 1 else ""
                if name not in sections:
                    yield Problem(
                        page.path, call.line, f'there is no section "{name}" in {ARTICLE}'
                    )
                elif name in places:
                    yield Problem(
                        page.path,
                        call.line,
                        f'section "{name}" is already shown at {places[name]}; show it once',
                    )
                places.setdefault(name, f"{page.path}:{call.line}")
        for name, line in sections.items():
            if name not in places:
                yield Problem(
                    ARTICLE,
                    line,
                    f'section "{name}" is shown on no page in docs/{language}; write '
                    f'[[= article("{name}") =]] there',
                )


def _recorded(guide: Guide) -> Iterator[Problem]:
    """Every record is of its lesson as it is written now."""
    for record in guide.records:
        path = shown(record.path(guide.root), guide.root)
        lesson = guide.lessons.get(record.lesson)
        if lesson is None:
            yield Problem(
                path, 1, f'a record of lesson "{record.lesson}", which does not exist; remove it'
            )
            continue
        lines = record.path(guide.root).read_text(encoding="utf-8").split("\n")
        again = f"run nox -s verify -- {lesson.name} --record"
        steps = {step.id: step for step in lesson.steps}
        for kept in record.steps:
            step = steps.get(kept.id)
            if step is None:
                line = _line_of(lines, f'"id": "{kept.id}"')
                yield Problem(
                    path,
                    line,
                    f'a record of step "{kept.id}", which {lesson.path} does not have; {again}',
                )
            elif step.hash != kept.hash:
                # The hash stands right below the id, which is why the id leads there.
                line = _line_of(lines, f'"id": "{kept.id}"') + 1
                yield Problem(
                    path,
                    line,
                    f'stale: step "{step.id}" at {step.path}:{step.line} '
                    f"has changed since this record; {again}",
                )
        for step in lesson.steps:
            if record.step(step.id) is None:
                yield Problem(
                    path,
                    1,
                    f'stale: step "{step.id}" at {step.path}:{step.line} is '
                    f"not in this record; {again}",
                )


def _line_of(lines: list[str], text: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if text in line), 1)


def _rendered(guide: Guide) -> Iterator[Problem]:
    """What is wrong in a page by itself: code typed by hand, unknown macros."""
    for page in guide.every_page():
        yield from page.problems


def _twin_pages(guide: Guide) -> Iterator[Problem]:
    """Every page exists in both languages."""
    for here, there in (LANGUAGES, LANGUAGES[::-1]):
        for name, page in guide.pages[here].items():
            if name not in guide.pages[there]:
                yield Problem(
                    page.path, 1, f"a page in one language only; write docs/{there}/{name}.md"
                )


def _headings(guide: Guide) -> Iterator[Problem]:
    """Headings of level 2 to 4 carry an id, and the languages have the same ones in order."""
    for page in guide.every_page():
        seen: dict[str, int] = {}
        for heading in page.headings:
            if heading.id is None and 2 <= heading.level <= 4:
                yield Problem(
                    page.path,
                    heading.line,
                    f'heading "{heading.text}" has no id; write '
                    "{ #id } at its end, the same in both "
                    "languages",
                )
            elif heading.id is not None and heading.id in seen:
                yield Problem(
                    page.path,
                    heading.line,
                    f'heading id "{heading.id}" already stands at line {seen[heading.id]}',
                )
            if heading.id is not None:
                seen.setdefault(heading.id, heading.line)
    for zh, en in guide.twins():
        left, right = ([h for h in page.headings if h.id is not None] for page in (zh, en))
        left_ids, right_ids = ({h.id for h in side} for side in (left, right))
        for heading in left:
            if heading.id not in right_ids:
                yield Problem(
                    zh.path, heading.line, f'heading id "{heading.id}" is missing in {en.path}'
                )
        for heading in right:
            if heading.id not in left_ids:
                yield Problem(
                    en.path, heading.line, f'heading id "{heading.id}" is missing in {zh.path}'
                )
        if left_ids == right_ids:
            for a, b in zip(left, right, strict=False):
                if (a.id, a.level) != (b.id, b.level):
                    yield Problem(
                        en.path,
                        b.line,
                        f'heading "{"#" * b.level} #{b.id}" stands '
                        f"where {zh.path}:{a.line} has "
                        f'"{"#" * a.level} #{a.id}"',
                    )
                    break


def _same_targets(guide: Guide) -> Iterator[Problem]:
    """Both languages show the same images and have the same links inside the guide."""
    for zh, en in guide.twins():
        for kind, left, right in (("image", zh.images, en.images), ("link", zh.links, en.links)):
            counts = [
                Counter(_common(target.url, page) for target in side if _inside(target.url))
                for side, page in ((left, zh), (right, en))
            ]
            for page, side, extra, twin in (
                (zh, left, counts[0] - counts[1], en),
                (en, right, counts[1] - counts[0], zh),
            ):
                for target in side:
                    if extra[_common(target.url, page)] > 0:
                        extra[_common(target.url, page)] -= 1
                        yield Problem(
                            page.path, target.line, f"{kind} {target.url} is missing in {twin.path}"
                        )


def _inside(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc


def _common(url: str, page: Page) -> str:
    """A target as both languages have it: `plot.zh.svg` and `plot.en.svg` are the same image."""
    parts = urlsplit(url)
    path = normpath(unquote(parts.path)) if parts.path else ""
    return f"{path.replace(f'.{page.language}.', '.*.')}#{parts.fragment}"


def _targets_exist(guide: Guide) -> Iterator[Problem]:
    """Links and images lead to something that exists, and to a heading that does."""
    for page in guide.every_page():
        for target in [*page.links, *page.images]:
            if _inside(target.url) and (message := _missing(guide, page, target)):
                yield Problem(page.path, target.line, message)


def _missing(guide: Guide, page: Page, target: Target) -> str | None:
    assert page.language is not None
    parts = urlsplit(target.url)
    folder = page.name.rpartition("/")[0]
    path = normpath(f"{folder}/{unquote(parts.path)}").lstrip("/") if parts.path else ""
    if path.startswith("assets/"):
        exists = (guide.root / path).is_file()
        return None if exists else f"{target.url} does not exist; put it at {path}"
    other = guide.pages[page.language].get(path.removesuffix(".md")) if path else page
    if path and (other is None or not path.endswith(".md")):
        return f"{target.url} is no page; link to a page as name.md, to a file as assets/…"
    if other and parts.fragment and parts.fragment not in other.ids:
        return f'{target.url}: {other.path} has no heading id "{parts.fragment}"'
    return None


def _unused(guide: Guide) -> Iterator[Problem]:
    """What lies in assets/images and assets/files is used by a page."""
    used = {
        normpath(unquote(urlsplit(target.url).path)).lstrip("./")
        for page in [*guide.every_page(), *guide.others]
        for target in [*page.links, *page.images]
    }
    for folder in ("assets/images", "assets/files"):
        for path in sorted((guide.root / folder).rglob("*")):
            name = shown(path, guide.root)
            if path.is_file() and not path.name.startswith(".") and name not in used:
                yield Problem(name, 1, "no page uses this; link to it, or remove it")


def counted(number: int) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} problem{'s' * (number != 1)}"


def main(arguments: list[str] | None = None) -> int:
    """Print every problem; 1 if there is one."""
    parser = argparse.ArgumentParser(prog="gate", description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository to look at")
    root = parser.parse_args(arguments).root.resolve()
    found, counts = problems(root)
    for problem in found:
        print(problem)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for problem in found:
            print(problem.annotation)
    print(
        f"{counts}: {counted(len(found)) if found else 'all in order'}",
        file=sys.stderr if found else sys.stdout,
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
