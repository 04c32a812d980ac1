"""`verify`'s command line: what it takes, and what it says to what it does not."""

from __future__ import annotations

import re
import sys

import pytest

from checks.guide.lesson import load_lessons
from checks.lab.error import LabError
from checks.lab.verify import FIRST, options, select

LESSONS = load_lessons()


def test_no_name_means_all_and_the_first_lesson_comes_first() -> None:
    names = select([], LESSONS)
    assert set(names) == set(LESSONS)
    assert names[0] == FIRST


def test_a_page_means_all_of_its_lessons() -> None:
    assert set(select(["install"], LESSONS)) == {n for n in LESSONS if n.startswith("install-")}


def test_a_lesson_means_itself() -> None:
    assert select(["install-script"], LESSONS) == ["install-script"]


def test_an_unknown_lesson_gets_the_nearest_names() -> None:
    with pytest.raises(LabError) as caught:
        select(["instal-scrip"], LESSONS)
    assert 'no lesson and no page "instal-scrip"' in caught.value.what
    assert "Did you mean install-script" in caught.value.what
    assert "index" in caught.value.remedy


def test_no_lesson_at_all_is_an_error() -> None:
    with pytest.raises(LabError, match="no lesson in docs/lessons"):
        select([], {})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--recrod"], r"Unrecognized arguments: --recrod\. Did you mean --record\?"),
        (["--supply", "fake"], r"Argument --supply: invalid choice: 'fake' .*auto"),
        (["--base"], r"Argument --base: expected one argument"),
    ],
)
def test_a_wrong_option_is_explained(
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["verify", *words])
    with pytest.raises(LabError) as caught:
        options(words)
    assert re.match(said, caught.value.what), caught.value.what
    assert "--help" in caught.value.remedy
