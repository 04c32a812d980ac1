"""Deliberate breaks of the lessons: each must turn its own check red, at the right line.

A check that stays green when its command is broken proves nothing. These are twelve ways to break
the first two pages' commands, of the kind that creep in: a flag dropped, a name misspelt, a line
lost. (That no check can be fooled is what `nox -s mutate` will look for.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Verify

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("embedding")]


@dataclass(frozen=True)
class Break:
    """In `lesson`, `old` becomes `new`; then `step` must fail."""

    lesson: str
    step: str
    old: str
    new: str


BREAKS = [
    # The first minute.
    Break("index", "run-web", " --detach", ""),
    Break("index", "run-web", " --publish 8080:80", ""),
    Break("index", "run-web", "nginx", "nginxx"),
    Break("index", "open-page", "localhost:8080", "localhost:8081"),
    Break("index", "one-kernel", "docker exec web uname", "docker exec wbe uname"),
    Break("index", "remove-web", " --force", ""),
    # Installing, up to the point where packages are fetched: quick, and the most is broken there.
    Break("install-mirror", "choose-mirror", "/docker-ce", "/docker"),
    Break("install-mirror", "add-key", "sudo chmod a+r /etc/apt/keyrings/docker.asc\n", ""),
    Break("install-mirror", "add-source", "Components: stable", "Components: stabel"),
    Break("install-mirror", "install-engine", " docker-compose-plugin", ""),
    Break("install-distribution", "install-engine", " docker-buildx", ""),
    Break("install-remove", "purge-packages", " containerd.io", ""),
]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda b: f"{b.lesson}/{b.step}:{b.old.strip()}")
def test_a_break_turns_its_check_red(broken: Break, guide_copy: Path, verify: Verify) -> None:
    path = guide_copy / "docs" / "lessons" / f"{broken.lesson}.sh"
    text = path.read_text()
    opened = text.index(f"#: {broken.step}\n")
    at = text.index(broken.old, opened)
    following = text.find("\n#: ", opened)
    assert following == -1 or at < following, "the break is not in its step"
    path.write_text(text[:at] + broken.new + text[at + len(broken.old) :])

    done = verify(broken.lesson, root=guide_copy, limit=300)

    assert done.returncode == 1, done.stdout
    red = re.findall(
        r"^(docs/lessons/[\w-]+\.sh):(\d+): step \"([\w-]+)\" ", done.stdout, re.MULTILINE
    )
    assert [(name, step) for name, _, step in red] == [
        (f"docs/lessons/{broken.lesson}.sh", broken.step)
    ], done.stdout
    # The line named is the step's first command line.
    line = int(red[0][1])
    lines = path.read_text().splitlines()
    above = [n for n, text in enumerate(lines[: line - 1], 1) if text.startswith("#: ")]
    assert lines[above[-1] - 1] == f"#: {broken.step}"
    assert not lines[line - 1].startswith("#")
    assert f"again: nox -s verify -- {broken.lesson}" in done.stdout
