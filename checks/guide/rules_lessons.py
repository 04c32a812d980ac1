"""Rules of the gate about lessons, their checks and their records."""

from __future__ import annotations

from collections.abc import Iterator

from checks.guide.article import FILE as ARTICLE
from checks.guide.check import Check, read_checks
from checks.guide.decode import line_of
from checks.guide.files import Guide, near
from checks.guide.lesson import LANGUAGES, Language, Lesson, Step
from checks.guide.problem import GuideError, Problem, shown
from checks.guide.shell import complaint


def there_are_lessons(guide: Guide) -> Iterator[Problem]:
    """A guide without a lesson passes every other rule, and proves nothing."""
    if not guide.lessons:
        yield Problem("docs/lessons", 1, "no lessons found; the guide shows nothing")


def each_step_is_complete_shell(guide: Guide) -> Iterator[Problem]:
    """Every step is complete shell by itself, because a reader copies one at a time: what one step
    opens, another cannot close."""
    try:
        for lesson in guide.lessons.values():
            # All steps in one question, each a group: a process for each step takes seconds.
            if complaint("".join(f"{{ :\n{step.command}\n}}\n" for step in lesson.steps)):
                yield from _incomplete(lesson)
    except GuideError as error:
        yield from error.problems


def _incomplete(lesson: Lesson) -> Iterator[Problem]:
    for step in lesson.steps:
        if found := complaint(step.command):
            yield Problem(
                step.path,
                step.line_of(found[0]),
                f'step "{step.id}" is not complete shell by itself: bash -n says: {found[1]}; '
                "a step is copied alone, so it closes what it opens, and nothing else",
            )


def each_step_has_its_check(guide: Guide) -> Iterator[Problem]:
    """Every step has its check and every check its step, in the same order."""
    files = {
        shown(path, guide.root): path for path in sorted((guide.root / "checks").rglob("test_*.py"))
    }
    by_file: dict[str, Lesson] = {}
    for lesson in guide.lessons.values():
        other = by_file.setdefault(lesson.check, lesson)
        if other is not lesson:
            message = f"its checks would be {lesson.check}, those of {other.path}; rename one"
            yield Problem(lesson.path, 1, message)
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
    """The checks of one lesson, which stand in `file`."""
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


def each_page_has_distinct_steps(guide: Guide) -> Iterator[Problem]:
    """The two lessons of a page, its own and the one for a lab machine, share no step's id."""
    first: dict[tuple[str, str], Step] = {}
    for lesson in guide.lessons.values():
        for step in lesson.steps:
            other = first.setdefault((lesson.page, step.id), step)
            if other is not step:
                yield Problem(
                    step.path,
                    step.opened,
                    f'step "{step.id}" is also in {other.path}, which the same page shows; '
                    "give this one another id",
                )


def records_are_of_steps_that_exist(guide: Guide) -> Iterator[Problem]:
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
        gone = [(nth, kept.id) for nth, kept in enumerate(record.steps) if kept.id not in known]
        text = path.read_text(encoding="utf-8") if gone else ""
        for nth, id in gone:
            yield Problem(
                name,
                line_of(text, f"steps[{nth}].id"),
                f'a record of step "{id}", which {lesson.path} does not have; '
                f"run nox -s verify -- {lesson.name} --record, which drops it",
            )


def article_is_accounted_for(guide: Guide) -> Iterator[Problem]:
    """Every line of the article of 2014 has a step, and every section of it is shown once."""
    article = guide.article
    sections: dict[str, int] = {}
    if article:
        steps = {step.key: step for lesson in guide.lessons.values() for step in lesson.steps}
        yield from article.unaccounted()
        for entry in article.line:
            sections.setdefault(entry.section, entry.line)
            for key in entry.steps:
                if key not in steps:
                    yield Problem(
                        ARTICLE, entry.line, f'there is no step "{key}"{near(key, steps)}'
                    )
    for language in LANGUAGES:
        yield from _sections_shown(guide, language, sections)


def _sections_shown(
    guide: Guide, language: Language, sections: dict[str, int]
) -> Iterator[Problem]:
    """Each of the article's `sections` (name and line) stands on one page of a language."""
    places: dict[str, str] = {}
    calls = [
        (page.path, call)
        for page in guide.pages[language].values()
        for call in page.calls
        if call.name == "article"
    ]
    for path, call in calls:
        name = call.args[0] if len(call.args) == 1 else ""
        if name not in sections:
            yield Problem(path, call.line, f'there is no section "{name}" in {ARTICLE}')
        elif name in places:
            message = f'section "{name}" is already shown at {places[name]}; show it once'
            yield Problem(path, call.line, message)
        places.setdefault(name, f"{path}:{call.line}")
    for name, line in sections.items():
        if name not in places:
            yield Problem(
                ARTICLE,
                line,
                f'section "{name}" is shown on no page in docs/{language}; write '
                f'[[= article("{name}") =]] there',
            )


RULES = (
    there_are_lessons,
    each_step_is_complete_shell,
    each_step_has_its_check,
    each_page_has_distinct_steps,
    records_are_of_steps_that_exist,
    article_is_accounted_for,
)
