"""Whether each step is complete shell by itself, as bash sees it.

A reader copies one step at a time, so what one step opens, another cannot close.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from checks.guide.lesson import Lesson, Step
from checks.guide.problem import Problem

_READ = r"""
while IFS= read -r -d '' step; do
    ( eval "set -n"$'\n'"$step" ) 2>&1
    printf '\0%s\0' "$?"
done
"""
"""Reads steps, each ended by NUL, and says of each what `bash -n` would, and its exit code.

`bash -n` itself costs a process of its own for each step, more than a second in all. A subshell is
a tenth of that, and has the same parser: `eval` reads a line, runs it, and only then reads on, so
that all of the step comes after `set -n` and is read without being run.
"""
_NO_ANSWER = ("", "")
"""Bash itself ended before this step."""
_COMPLAINT = re.compile(r"line (\d+): (.*)")
_OPENED = re.compile(r"here-document at line (\d+)")


def incomplete(lessons: Iterable[Lesson]) -> Iterator[Problem]:
    """A problem for every step that bash finds incomplete or wrong, or warns about, at the lesson's
    line that bash means."""
    steps = [step for lesson in lessons for step in lesson.steps]
    if not steps:
        return
    bash = shutil.which("bash")
    if not bash:
        yield Problem(
            steps[0].path, 1, "cannot be checked: bash is not installed; apt-get install bash"
        )
        return
    half = len(steps) // 2
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda part: _read(bash, part), (steps[:half], steps[half:]))
        for step, answer in zip(steps, chain.from_iterable(answers), strict=True):
            if answer != ("", "0"):
                yield from _problem(bash, step, answer)


def _read(bash: str, steps: list[Step]) -> list[tuple[str, str]]:
    """What bash says of each step, and its exit code."""
    text = "".join(step.command + "\0" for step in steps)
    parts = _run([bash, "-c", _READ], text).stdout.split("\0")
    answers = list(zip(parts[0::2], parts[1::2], strict=False))
    return answers + [_NO_ANSWER] * (len(steps) - len(answers))


def _problem(bash: str, step: Step, answer: tuple[str, str]) -> Iterator[Problem]:
    """Ask `bash -n` about one step; its line numbers are the command's."""
    ran = _run([bash, "-n"], step.command + "\n")
    found = _COMPLAINT.search(ran.stderr)
    if found:
        message = found[2]
    elif ran.returncode or ran.stderr:
        message = ran.stderr.strip() or f"nothing, and exits {ran.returncode}"
    elif answer == _NO_ANSWER:
        return
    else:
        # Bash 5.2 gives up at "for ((i=1;i<3;i++)x)" without a word, and exits 0.
        message = "nothing, but does not read it to its end"
    line = _OPENED.search(message) or found
    yield Problem(
        step.path,
        step.line_of(int(line[1])) if line else step.line,
        f'step "{step.id}" is not complete shell by itself: bash -n says: {message}; '
        "a step is copied alone, so it closes what it opens, and nothing else",
    )


def _run(command: list[str], text: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            input=text,
            encoding="utf-8",
            errors="replace",
            capture_output=True,
            # No BASH_ENV, which names a file that bash would run; messages in English.
            env={"PATH": os.defpath, "LC_ALL": "C"},
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, "", "no answer within 60 seconds")
