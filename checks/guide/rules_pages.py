"""Rules of the gate about pages: what they show, and that both languages show the same.

That links lead to something, `mkdocs build --strict` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from checks.guide.files import Guide, near
from checks.guide.lesson import LANGUAGES, Step
from checks.guide.page import Call, Page, Target
from checks.guide.problem import Problem


def each_page_is_sound(guide: Guide) -> Iterator[Problem]:
    """What is wrong in a page by itself: code typed by hand, unknown macros."""
    for page in guide.every_page():
        yield from page.problems


def menu_and_pages_agree(guide: Guide) -> Iterator[Problem]:
    """Every page stands in the menu, and everything in the menu is a page."""
    for page in guide.pages["zh"].values():
        if f"{page.name}.md" not in guide.menu:
            yield page.problem(1, f"not in the menu; add {page.name}.md to nav in mkdocs.yml")
    for name, line in guide.menu.items():
        if name.removesuffix(".md") not in guide.pages["zh"]:
            yield Problem("mkdocs.yml", line, f"nav names {name}, which is no page of docs/zh")


def each_page_has_its_own_address(guide: Guide) -> Iterator[Problem]:
    """No two pages of a language have one address: `daemon.md` and `daemon/index.md` do."""
    for page in guide.every_page():
        if other := guide.pages[page.language].get(f"{page.name}/index"):
            yield page.problem(1, f"{other.path} has the same address on the site; keep one")


def each_page_is_in_both_languages(guide: Guide) -> Iterator[Problem]:
    """Every page exists in both languages."""
    for here, there in (LANGUAGES, LANGUAGES[::-1]):
        for name, page in guide.pages[here].items():
            if name not in guide.pages[there]:
                yield page.problem(1, f"a page in one language only; write docs/{there}/{name}.md")


def each_step_is_shown(guide: Guide) -> Iterator[Problem]:
    """Every step is shown once in each language, on its own page, in its lesson's order."""
    for page in guide.every_page():
        yield from _shown_on(guide, page)
    for lesson in guide.lessons.values():
        for language in LANGUAGES:
            if lesson.page not in guide.pages[language]:
                missing = f"docs/{language}/{lesson.page}.md"
                yield Problem(lesson.path, 1, f"a lesson without its page; write {missing}")


def _shown_on(guide: Guide, page: Page) -> Iterator[Problem]:
    """`each_step_is_shown` for one page."""
    lessons = [lesson for lesson in guide.lessons.values() if lesson.page == page.name]
    steps = {step.id: step for lesson in lessons for step in lesson.steps}
    heads = [call for call in page.calls if call.name == "ran"]
    if len(heads) != bool(lessons):
        message = "a page with steps says once when they were run, and no other: [[= ran() =]]"
        yield page.problem(heads[-1].line if heads else 1, message)
    found: dict[str, int] = {}
    last: dict[str, Step] = {}
    order = [*steps]
    for call in page.calls:
        if call.name != "step":
            continue
        id = call.args[0] if len(call.args) == 1 else ""
        if id not in steps:
            hint = near(id.rpartition("/")[2], steps)
            yield page.problem(call.line, f'there is no step "{id}"{hint}')
        elif not call.seen:
            yield page.problem(
                call.line,
                f'step "{id}" stands in code or in a comment, where nobody sees it; put it on '
                "a line of its own",
            )
        elif id in found:
            message = f'step "{id}" is already shown at line {found[id]}; show it once'
            yield page.problem(call.line, message)
        else:
            found[id] = call.line
            step = steps[id]
            before = last.setdefault(step.lesson, step)
            if order.index(id) < order.index(before.id):
                yield page.problem(
                    call.line,
                    f'step "{id}" comes before "{before.id}" in {step.path}; show the '
                    "steps in the lesson's order",
                )
            else:
                last[step.lesson] = step
    for id, step in steps.items():
        if id not in found:
            message = f'step "{id}" is not shown on {page.path}; write [[= step("{id}") =]] there'
            yield Problem(step.path, step.opened, message)


def both_languages_show_the_same_steps(guide: Guide) -> Iterator[Problem]:
    """Both languages of a page have the same macros, and the steps in the same order."""
    for zh, en in guide.twins():
        left, right = (_first_shown(page) for page in (zh, en))
        for a, b in zip(
            [call for key, call in left.items() if key in right],
            [call for key, call in right.items() if key in left],
            strict=True,
        ):
            if a.args != b.args:
                yield en.problem(
                    b.line,
                    f'step "{b.args[0]}" stands where {zh.path}:{a.line} has "{a.args[0]}"; '
                    "show the steps in the same order",
                )
                break
        others = [[call for call in page.calls if call.name != "step"] for page in (zh, en)]
        if len({tuple((call.name, call.args) for call in calls) for calls in others}) > 1:
            lines = [calls[0].line if calls else 1 for calls in others]
            message = f"the other macros here differ from {zh.path}:{lines[0]}; write the same"
            yield en.problem(lines[1], message)


def _first_shown(page: Page) -> dict[tuple[str, ...], Call]:
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
            if heading.id is None:
                if 2 <= heading.level <= 4:
                    yield page.problem(
                        heading.line,
                        f'heading "{heading.text}" has no id; write {{ #id }} at its end, the same '
                        "in both languages",
                    )
            elif seen.setdefault(heading.id, heading.line) != heading.line:
                message = f'heading id "{heading.id}" already stands at line {seen[heading.id]}'
                yield page.problem(heading.line, message)
    for zh, en in guide.twins():
        left, right = ([h for h in page.headings if h.id is not None] for page in (zh, en))
        left_ids, right_ids = ({h.id for h in side} for side in (left, right))
        for page, side, ids, twin in ((zh, left, right_ids, en), (en, right, left_ids, zh)):
            for heading in side:
                if heading.id not in ids:
                    message = f'heading id "{heading.id}" is missing in {twin.path}'
                    yield page.problem(heading.line, message)
        for a, b in zip(left, right, strict=False):
            if left_ids == right_ids and (a.id, a.level) != (b.id, b.level):
                yield en.problem(
                    b.line,
                    f'heading "{"#" * b.level} #{b.id}" stands where {zh.path}:{a.line} has '
                    f'"{"#" * a.level} #{a.id}"',
                )
                break


def both_languages_have_the_same_targets(guide: Guide) -> Iterator[Problem]:
    """Both languages show the same images and have the same links inside the guide."""
    for zh, en in guide.twins():
        for page, twin in ((zh, en), (en, zh)):
            yield from _missing("image", page.images, page, twin.images, twin)
            yield from _missing("link", page.links, page, twin.links, twin)


def _missing(
    kind: str, targets: list[Target], page: Page, others: list[Target], twin: Page
) -> Iterator[Problem]:
    """The `targets` of a page that its twin has not, or less often."""
    left = Counter(_common(target.url, twin) for target in others)
    for target in targets:
        parts = urlsplit(target.url)
        common = _common(target.url, page)
        left[common] -= 1
        if left[common] < 0 and not parts.scheme and not parts.netloc:
            yield page.problem(target.line, f"{kind} {target.url} is missing in {twin.path}")


def _common(url: str, page: Page) -> str:
    """A target as both languages have it: `plot.zh.svg` and `plot.en.svg` are the same image."""
    parts = urlsplit(url)
    path = normpath(unquote(parts.path)) if parts.path else ""
    return f"{path.replace(f'.{page.language}.', '.*.')}#{parts.fragment}"


RULES = (
    each_page_is_sound,
    each_page_is_in_both_languages,
    each_page_has_its_own_address,
    menu_and_pages_agree,
    each_step_is_shown,
    both_languages_show_the_same_steps,
    both_languages_have_the_same_headings,
    both_languages_have_the_same_targets,
)
