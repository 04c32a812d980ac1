"""Rules of the gate about pages: what they show, and that both languages show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from checks.guide.files import Guide, near
from checks.guide.lesson import LANGUAGES, Language, Step
from checks.guide.page import Call, Page, Target
from checks.guide.problem import Problem, shown


def each_page_is_sound(guide: Guide) -> Iterator[Problem]:
    """What is wrong in a page by itself: code typed by hand, unknown macros."""
    for page in guide.every_page():
        yield from page.problems


def each_page_has_its_own_address(guide: Guide) -> Iterator[Problem]:
    """No two pages of a language have one address: `daemon.md` and `daemon/index.md` do."""
    for page in guide.every_page():
        twin = guide.pages[page.language or "zh"].get(f"{page.name}/index")
        if twin:
            yield Problem(
                page.path, 1, f"{twin.path} has the same address on the site; keep one of them"
            )


def menu_and_pages_agree(guide: Guide) -> Iterator[Problem]:
    """Every page stands in the menu, and everything in the menu is a page."""
    for page in guide.pages["zh"].values():
        if f"{page.name}.md" not in guide.menu:
            yield Problem(page.path, 1, f"not in the menu; add {page.name}.md to nav in mkdocs.yml")
    for name, line in guide.menu.items():
        if name.removesuffix(".md") not in guide.pages["zh"]:
            yield Problem("mkdocs.yml", line, f"nav names {name}, which is no page of docs/zh")


def each_page_is_in_both_languages(guide: Guide) -> Iterator[Problem]:
    """Every page exists in both languages."""
    for here, there in (LANGUAGES, LANGUAGES[::-1]):
        for name, page in guide.pages[here].items():
            if name not in guide.pages[there]:
                yield Problem(
                    page.path, 1, f"a page in one language only; write docs/{there}/{name}.md"
                )


def each_step_is_shown(guide: Guide) -> Iterator[Problem]:
    """Every step is shown once in each language, on its own page, in its lesson's order."""
    for language in LANGUAGES:
        for page in guide.pages[language].values():
            yield from _shown_on(guide, page, language)
        for lesson in guide.lessons.values():
            if lesson.page not in guide.pages[language]:
                yield Problem(
                    lesson.path,
                    1,
                    f"a lesson without its page; write docs/{language}/{lesson.page}.md",
                )


def _shown_on(guide: Guide, page: Page, language: Language) -> Iterator[Problem]:
    """`each_step_is_shown` for one page."""
    lessons = [lesson for lesson in guide.lessons.values() if lesson.page == page.name]
    steps = {step.id: step for lesson in lessons for step in lesson.steps}
    calls = [call for call in page.calls if call.name == "step"]
    if calls and not lessons:
        yield Problem(
            page.path,
            calls[0].line,
            f"this page shows steps and has no lesson; write docs/lessons/{page.name}.sh",
        )
        return
    yield from _head(page, bool(lessons))
    found: dict[str, int] = {}
    for call in calls:
        id = call.args[0] if len(call.args) == 1 else ""
        if id not in steps:
            hint = near(id.rpartition("/")[2], steps)
            yield Problem(page.path, call.line, f'there is no step "{id}"{hint}')
        elif not call.seen:
            yield Problem(
                page.path,
                call.line,
                f'step "{id}" stands in code or in a comment, where nobody sees it; put it on '
                "a line of its own",
            )
        elif id in found:
            yield Problem(
                page.path,
                call.line,
                f'step "{id}" is already shown at line {found[id]}; show it once',
            )
        else:
            found[id] = call.line
    yield from _in_order(page, [(steps[id], line) for id, line in found.items()], steps)
    for id, step in steps.items():
        if id not in found:
            yield Problem(
                step.path,
                step.opened,
                f'step "{id}" is not shown on docs/{language}/{page.name}.md; write '
                f'[[= step("{id}") =]] there',
            )


def _head(page: Page, has_lesson: bool) -> Iterator[Problem]:
    """A page with a lesson says once on what and when it was run."""
    heads = [call for call in page.calls if call.name == "ran"]
    for call in heads:
        if call.args:
            yield Problem(
                page.path,
                call.line,
                "ran() takes no names: the page's own steps tell what it shows",
            )
    if has_lesson and len(heads) != 1:
        line = heads[1].line if heads else 1
        yield Problem(
            page.path, line, "a page with steps says once when they were run: [[= ran() =]]"
        )
    if heads and not has_lesson:
        yield Problem(page.path, heads[0].line, "ran() on a page that has no lesson; remove it")


def _in_order(
    page: Page, found: list[tuple[Step, int]], steps: dict[str, Step]
) -> Iterator[Problem]:
    """The steps of each lesson stand in its order."""
    order = [*steps]
    last: dict[str, Step] = {}
    for step, line in found:
        before = last.get(step.lesson)
        if before and order.index(step.id) < order.index(before.id):
            yield Problem(
                page.path,
                line,
                f'step "{step.id}" comes before "{before.id}" in {step.path}; show the '
                "steps in the lesson's order",
            )
        else:
            last[step.lesson] = step


def both_languages_show_the_same_steps(guide: Guide) -> Iterator[Problem]:
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


def both_languages_have_the_same_headings(guide: Guide) -> Iterator[Problem]:
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


def both_languages_have_the_same_targets(guide: Guide) -> Iterator[Problem]:
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


def targets_exist(guide: Guide) -> Iterator[Problem]:
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


def each_file_is_used(guide: Guide) -> Iterator[Problem]:
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


RULES = (each_page_is_sound, each_page_is_in_both_languages, each_page_has_its_own_address)
"""Rules that can be asked of pages whatever else is wrong."""

RULES_OF_READABLE = (
    both_languages_have_the_same_headings,
    both_languages_have_the_same_targets,
    targets_exist,
    each_file_is_used,
    menu_and_pages_agree,
)
"""Rules that compare pages, so that every page must be readable."""

RULES_WITH_LESSONS = (each_step_is_shown, both_languages_show_the_same_steps)
"""Rules that need every lesson to be readable, too."""
