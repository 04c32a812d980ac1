"""Rules of the gate about lessons, their checks and their records."""

from __future__ import annotations

from collections.abc import Iterator

from checks.guide.article import FILE as ARTICLE
from checks.guide.check import Check, read_checks
from checks.guide.files import Guide, near
from checks.guide.lesson import LANGUAGES, Lesson
from checks.guide.problem import Problem, shown


def _has_lessons(guide: Guide) -> Iterator[Problem]:
    """A guide without a lesson passes every other rule, and proves nothing."""
    if not guide.lessons:
        yield Problem("docs/lessons", 1, "no lessons found; the guide shows nothing")


def _checks(guide: Guide) -> Iterator[Problem]:
    """Every step has its check and every check its step, in the same order."""
    files = {
        shown(path, guide.root): path for path in sorted((guide.root / "checks").rglob("test_*.py"))
    }
    by_file = {lesson.check: lesson for lesson in guide.lessons.values()}
    for name in files.keys() - by_file.keys():
        yield Problem(
            name,
            1,
            "checks without a lesson; its lesson would be docs/lessons/"
            + name.removeprefix("checks/").replace("test_", "").replace("_", "-")[:-2]
            + "sh",
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


def _recorded(guide: Guide) -> Iterator[Problem]:
    """No record speaks of a lesson or a step that the guide does not have.

    A record of an older command is no fault: the site shows that step as out of date.
    """
    for record in guide.records:
        path = record.path(guide.root)
        name = shown(path, guide.root)
        lesson = guide.lessons.get(record.lesson)
        if lesson is None:
            yield Problem(
                name, 1, f'a record of lesson "{record.lesson}", which does not exist; remove it'
            )
            continue
        known = {step.id for step in lesson.steps}
        for kept in record.steps:
            if kept.id not in known:
                lines = path.read_text(encoding="utf-8").split("\n")
                line = next(
                    (n for n, text in enumerate(lines, 1) if f'"id": "{kept.id}"' in text), 1
                )
                yield Problem(
                    name,
                    line,
                    f'a record of step "{kept.id}", which {lesson.path} does not have; '
                    f"run nox -s verify -- {lesson.name} --record, which drops it",
                )


def _article(guide: Guide) -> Iterator[Problem]:
    """Every line of the article of 2014 has a step, and every section of it is shown once."""
    article = guide.article
    sections: dict[str, int] = {}
    for entry in article.line if article else ():
        sections.setdefault(entry.section, entry.line)
    if article:
        steps = {step.key: step for lesson in guide.lessons.values() for step in lesson.steps}
        yield from article.unaccounted()
        for entry in article.line:
            for key in entry.steps:
                if key not in steps:
                    yield Problem(
                        ARTICLE, entry.line, f'there is no step "{key}"{near(key, steps)}'
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


RULES = (_has_lessons, _checks, _recorded)
"""Rules that need every lesson to be readable."""

RULES_WITH_PAGES = (_article,)
"""Rules that need every page to be readable, too."""
