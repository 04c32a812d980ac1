"""Rules of the gate about lessons, their checks and their records."""

from __future__ import annotations

from collections.abc import Iterator

from checks.guide.check import Check, read_checks
from checks.guide.decode import line_of
from checks.guide.files import Guide
from checks.guide.lesson import Lesson, Step
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
            if not complaint("".join(f"{{ :\n{step.command}\n}}\n" for step in lesson.steps)):
                continue
            for step in lesson.steps:
                if found := complaint(step.command):
                    line, said = found
                    why = "a step is copied alone, so it closes what it opens, and nothing else"
                    message = f"is not complete shell by itself: bash -n says: {said}; {why}"
                    yield Problem(step.path, step.line_of(line), f'step "{step.id}" {message}')
    except GuideError as error:
        yield from error.problems


def each_step_has_its_check(guide: Guide) -> Iterator[Problem]:
    """Every step has its check and every check its step, in the same order."""
    files = {shown(path, guide.root) for path in (guide.root / "checks").rglob("test_*.py")}
    by_file: dict[str, Lesson] = {}
    for lesson in guide.lessons.values():
        other = by_file.setdefault(lesson.check, lesson)
        if other is not lesson:
            message = f"its checks would be {lesson.check}, those of {other.path}; rename one"
            yield Problem(lesson.path, 1, message)
    for name in files - by_file.keys():
        lesson_name = name.removeprefix("checks/").replace("test_", "").replace("_", "-")[:-3]
        message = f"checks without a lesson; its lesson would be docs/lessons/{lesson_name}.sh"
        yield Problem(name, 1, message)
    for name, lesson in by_file.items():
        if name not in files:
            yield Problem(lesson.path, 1, f"a lesson without checks; write {name}")
            continue
        checks, wrong = read_checks(guide.root / name, guide.root)
        yield from wrong
        if checks or not wrong:
            yield from _paired(lesson, checks, name)


def _paired(lesson: Lesson, checks: list[Check], file: str) -> Iterator[Problem]:
    """The checks of one lesson, which stand in `file`."""
    steps = {step.test: step for step in lesson.steps}
    first: dict[str, Check] = {}
    for check in checks:
        before, fault = first.setdefault(check.name, check), ""
        if check.name not in steps:
            fault = f"checks no step of {lesson.path}; name it after its step, or remove it"
        elif before is not check:
            fault = f"already stands at line {before.line}, which Python now forgets; keep one"
        if fault:
            yield Problem(file, check.line, f"{check.name} {fault}")
    for name, step in steps.items():
        if name not in first:
            message = f'step "{step.id}" has no check; write {name} in {file}'
            yield Problem(step.path, step.opened, message)
    known = [check for name, check in first.items() if name in steps]
    wanted = [name for name in steps if name in first]
    for check, name in zip(known, wanted, strict=True):
        if check.name != name:
            message = f"stands where the lesson has {name}; checks stand in the lesson's order"
            yield Problem(file, check.line, f"{check.name} {message}")
            break


def each_page_has_distinct_steps(guide: Guide) -> Iterator[Problem]:
    """The two lessons of a page, its own and the one for a lab machine, share no step's id."""
    first: dict[tuple[str, str], Step] = {}
    for lesson in guide.lessons.values():
        for step in lesson.steps:
            other = first.setdefault((lesson.page, step.id), step)
            if other is not step:
                where = f"is also in {other.path}, which the same page shows"
                message = f'step "{step.id}" {where}; give this one another id'
                yield Problem(step.path, step.opened, message)


def records_are_of_steps_that_exist(guide: Guide) -> Iterator[Problem]:
    """No record speaks of a lesson or a step that the guide does not have.

    A record of an older command is no fault: the site shows that step as out of date.
    """
    for record in guide.records:
        path = record.path(guide.root)
        name = shown(path, guide.root)
        lesson = guide.lessons.get(record.lesson)
        if lesson is None:
            message = f'a record of lesson "{record.lesson}", which does not exist; remove it'
            yield Problem(name, 1, message)
            continue
        known = {step.id for step in lesson.steps}
        for nth, kept in enumerate(record.steps):
            if kept.id not in known:
                line = line_of(path.read_text(encoding="utf-8"), f"steps[{nth}].id")
                again = f"run nox -s verify -- {lesson.name} --record, which drops it"
                message = f'a record of step "{kept.id}", which {lesson.path} does not have'
                yield Problem(name, line, f"{message}; {again}")


RULES = (
    there_are_lessons,
    each_step_is_complete_shell,
    each_step_has_its_check,
    each_page_has_distinct_steps,
    records_are_of_steps_that_exist,
)
