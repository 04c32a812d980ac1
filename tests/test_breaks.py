"""Two commands that succeed and do something else than the guide says: `verify` names them.

`nox -s mutate` does this with every command of the guide; this test is about the message.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Verify


def break_command(root: Path, lesson: str, old: str, new: str) -> int:
    """Put `new` in the place of `old` in the lesson's file; returns the line."""
    path = root / "docs" / "lessons" / f"{lesson}.sh"
    text = path.read_text()
    before, found, after = text.partition(old)
    assert found
    path.write_text(before + new + after)
    return before.count("\n") + 1


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
def test_a_broken_command_is_named_with_its_line(guide_copy: Path, verify: Verify) -> None:
    port = break_command(guide_copy, "index", " --publish 8080:80", "")
    mirror = break_command(guide_copy, "install/mirror", "/docker-ce", "/docker")

    done = verify("index", "install/mirror", root=guide_copy)

    assert done.returncode == 1, done.stdout
    assert re.findall(r'^(docs/lessons/.*): step "([\w-]+)" ', done.stdout, re.MULTILINE) == [
        (f"docs/lessons/index.sh:{port}", "run-web"),
        (f"docs/lessons/install/mirror.sh:{mirror}", "choose-mirror"),
    ], done.stdout
    assert "again: nox -s verify -- install/mirror" in done.stdout
