"""Rules of the gate about pages: what they show, and that both languages show the same.

That links lead to something, `mkdocs build --strict` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from difflib import get_close_matches
from operator import attrgetter
from posixpath import normpath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from checks.guide.files import Guide
from checks.guide.lesson import LANGUAGES, Step
from checks.guide.page import Page, menu
from checks.guide.problem import Problem
from checks.guide.rendered import Heading, Target

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def each_page_is_sound(guide: Guide) -> Iterator[Problem]:
    """What is wrong in a page by itself: code typed by hand, unknown macros."""
    for page in guide.every_page():
        yield from page.problems


def menu_and_pages_agree(guide: Guide) -> Iterator[Problem]:
    """Every page stands in the menu, and everything in the menu is a page."""
    named = menu(guide.root)
    for page in guide.pages["zh"].values():
        if f"{page.name}.md" not in named:
            yield page.problem(1, f"not in the menu; add {page.name}.md to nav in mkdocs.yml")
    for name, line in named.items():
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
    for call in page.calls:
        if call.name != "step":
            continue
        id = call.args[0] if len(call.args) == 1 else ""
        step, fault = steps.get(id), ""
        if not step:
            fault = f'there is no step "{id}"{_near(id.rpartition("/")[2], steps)}'
        elif not call.seen:
            where = "stands in code or in a comment, where nobody sees it"
            fault = f'step "{id}" {where}; put it on a line of its own'
        elif id in found:
            fault = f'step "{id}" is already shown at line {found[id]}; show it once'
        else:
            found[id] = call.line
            before = last.setdefault(step.lesson, step)
            if step.opened < before.opened:
                order = f'comes before "{before.id}" in {step.path}'
                fault = f'step "{id}" {order}; show the steps in the lesson\'s order'
            else:
                last[step.lesson] = step
        if fault:
            yield page.problem(call.line, fault)
    for id in steps.keys() - found.keys():
        message = f'step "{id}" is not shown on {page.path}; write [[= step("{id}") =]] there'
        yield Problem(steps[id].path, steps[id].opened, message)


def _near(name: str, known: Iterable[str]) -> str:
    """What ends a message about a name that is not known: the names most like it."""
    close = get_close_matches(name, [*known], n=3)
    return f"; did you mean {' or '.join(close)}?" if close else "; write it in docs/lessons first"


def both_languages_show_the_same_steps(guide: Guide) -> Iterator[Problem]:
    """Both languages of a page have the same macros, and the steps in the same order."""
    for zh, en in guide.twins():
        steps, others = (
            [[call for call in page.calls if (call.name == "step") is wanted] for page in (zh, en)]
            for wanted in (True, False)
        )
        for a, b in _common(*(_first(calls, attrgetter("args")) for calls in steps)):
            if a.args != b.args:
                there = f'stands where {zh.path}:{a.line} has "{a.args[0]}"'
                message = f'step "{b.args[0]}" {there}; show the steps in the same order'
                yield en.problem(b.line, message)
                break
        if len({tuple((call.name, call.args) for call in calls) for calls in others}) > 1:
            lines = [calls[0].line if calls else 1 for calls in others]
            message = f"the other macros here differ from {zh.path}:{lines[0]}; write the same"
            yield en.problem(lines[1], message)


def both_languages_have_the_same_headings(guide: Guide) -> Iterator[Problem]:
    """Headings of level 2 to 4 carry an id, and the languages have the same ones in order."""
    for page in guide.every_page():
        first = _named(page)
        for heading in page.headings:
            if heading.id is None and 2 <= heading.level <= 4:
                message = "has no id; write { #id } at its end, the same in both languages"
                yield page.problem(heading.line, f'heading "{heading.text}" {message}')
            elif heading.id and first[heading.id] is not heading:
                message = f"already stands at line {first[heading.id].line}"
                yield page.problem(heading.line, f'heading id "{heading.id}" {message}')
    for zh, en in guide.twins():
        left, right = _named(zh), _named(en)
        for page, mine, theirs, twin in ((zh, left, right, en), (en, right, left, zh)):
            for id in mine.keys() - theirs.keys():
                message = f'heading id "{id}" is missing in {twin.path}'
                yield page.problem(mine[id].line, message)
        for a, b in _common(left, right) if left.keys() == right.keys() else ():
            if (a.id, a.level) != (b.id, b.level):
                here, there = (f'"{"#" * one.level} #{one.id}"' for one in (b, a))
                yield en.problem(
                    b.line, f"heading {here} stands where {zh.path}:{a.line} has {there}"
                )
                break


def _named(page: Page) -> dict[str, Heading]:
    """The page's headings that have an id, by it."""
    return _first((one for one in page.headings if one.id is not None), attrgetter("id"))


def _first(items: Iterable[T], key: Callable[[T], K]) -> dict[K, T]:
    """The items by their key, each where it first stands."""
    found: dict[K, T] = {}
    for item in items:
        found.setdefault(key(item), item)
    return found


def _common(zh: dict[K, T], en: dict[K, T]) -> Iterable[tuple[T, T]]:
    """What both languages have, side by side, each in its own order."""
    left, right = ([x for key, x in a.items() if key in b] for a, b in ((zh, en), (en, zh)))
    return zip(left, right, strict=True)


def both_languages_have_the_same_targets(guide: Guide) -> Iterator[Problem]:
    """Both languages show the same images and have the same links inside the guide, as often."""
    for zh, en in guide.twins():
        for page, twin in ((zh, en), (en, zh)):
            left = Counter(_shared(target, twin) for target in twin.targets)
            for target in page.targets:
                shared, parts = _shared(target, page), urlsplit(target.url)
                left[shared] -= 1
                if left[shared] < 0 and not parts.scheme and not parts.netloc:
                    message = f"{target.kind} {target.url} is missing in {twin.path}"
                    yield page.problem(target.line, message)


def _shared(target: Target, page: Page) -> str:
    """A target as both languages have it: `plot.zh.svg` and `plot.en.svg` are the same image."""
    parts = urlsplit(target.url)
    path = normpath(unquote(parts.path)) if parts.path else ""
    return f"{target.kind} {path.replace(f'.{page.language}.', '.*.')}#{parts.fragment}"


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
