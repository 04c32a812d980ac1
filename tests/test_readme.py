"""README's "Add a command", followed to the letter by somebody new: the two commands end green, and
the broken one says what stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks.guide.problem import ROOT
from tests.conftest import Verify


def fences(name: str) -> list[str]:
    """The blocks of a README that tell how to add a command: for lesson, check and pages, the two
    commands to type, and what is said of a broken one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    first = next(nth for nth, block in enumerate(found) if block.startswith("#: "))
    return found[first : first + 5]


def put_before(path: Path, old: str, new: str) -> None:
    before, found, after = path.read_text(encoding="utf-8").partition(old)
    assert found, f"{path} has no {old}"
    path.write_text(f"{before}{new}\n{found}{after}", encoding="utf-8")


def test_both_languages_add_the_same() -> None:
    assert fences("README.md") == fences("README.zh-CN.md")


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
def test_a_command_is_added_as_the_readme_says(guide_copy: Path, verify: Verify) -> None:
    lesson, check, page, typed, said = fences("README.md")
    assert typed == "nox -s gate\nnox -s verify -- index --record\n"
    script = guide_copy / "docs" / "lessons" / "index.sh"
    put_before(script, "#: remove-web", lesson)
    put_before(guide_copy / "checks" / "test_index.py", "def test_remove_web", f"{check}\n")
    for language, sentence in (("zh", "先停下它："), ("en", "Stop it first:")):
        shown = guide_copy / "docs" / language / "index.md"
        put_before(shown, '[[= step("remove-web") =]]', f"{sentence}\n\n{page}")

    added = verify("index", "--record", root=guide_copy)
    assert added.returncode == 0, added.stdout

    wrong = said.splitlines()[1].strip()
    script.write_text(script.read_text().replace(lesson.splitlines()[-1], wrong))
    broken = verify("index", root=guide_copy)
    assert broken.returncode == 1
    # On which system, the reader's own says.
    system = re.compile(r"\[.*?\]")
    assert system.sub("", said) in system.sub("", broken.stdout)
