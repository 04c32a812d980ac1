"""A lesson as one file to download: its commands in their order, the very bytes that were run."""

from __future__ import annotations

from checks.guide.lesson import Lesson


def script(lesson: Lesson) -> str:
    """The lesson as a script for bash. A step that is meant to fail does not end it."""
    parts = [
        "#!/usr/bin/env bash\n"
        f"# {lesson.path}: every step of the lesson, as it is printed on the page.\n"
        f"# {lesson.path}：这一课的全部步骤，与页面上一字不差。\n"
    ]
    parts += [f"# -- {step.id}\n{step.command}\n" for step in lesson.steps]
    return "\n".join(parts)
